package io.metarefresh.benchmarks;

import io.metarefresh.benchmarks.innerloop.InnerLoopCommand;
import io.metarefresh.text.OneLine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code benchmark} command. Exit codes: 0 done, 1 failed, 2 wrong usage. */
@Command(
        name = "benchmark",
        description = "Measures the project on this machine. The last line of the output is one line of JSON.",
        subcommands = {
            InnerLoopCommand.class,
            KeyedStepBenchmark.class,
            PipelineBenchmark.class,
            FreshnessBenchmark.class,
            ScaleBenchmark.class,
            SkewBenchmark.class,
            BackfillBenchmark.class,
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "NAME")
public final class Benchmarks implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Benchmarks.class);

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "the name of a benchmark is missing");
    }

    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new Benchmarks());
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setParameterExceptionHandler((e, arguments) -> {
            CommandLine command = e.getCommandLine();
            String name = command.getCommandSpec().qualifiedName();
            command.getErr().println(name + ": " + oneLine(e) + " (see '" + name + " --help')");
            return CommandLine.ExitCode.USAGE;
        });
        commandLine.setExecutionExceptionHandler((e, command, parsed) -> {
            command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + oneLine(e));
            LOG.error("the benchmark failed", e);
            return CommandLine.ExitCode.SOFTWARE;
        });
        return commandLine;
    }

    private static String oneLine(Exception e) {
        String message = e.getMessage() == null ? e.toString() : e.getMessage();
        return OneLine.joined(message);
    }

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }
}
