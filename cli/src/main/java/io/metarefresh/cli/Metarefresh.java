package io.metarefresh.cli;

import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The {@code metarefresh} command. Exit codes: 0 done, 1 failed, 2 wrong usage. */
@Command(
        name = "metarefresh",
        description =
                "Keeps meta embeddings fresh: from interactions on Kafka to refreshed embeddings, within seconds.",
        subcommands = {
            LocalCommand.class,
            ImportCommand.class,
            GenerateCommand.class,
            TrainCommand.class,
            EvaluateCommand.class,
            AdaptCommand.class,
            InspectCommand.class,
            SnapshotCommand.class,
            RunCommand.class,
            PlayCommand.class,
            BackfillCommand.class,
            LookupCommand.class,
            DeadLettersCommand.class,
            ForgetCommand.class,
            ProduceCommand.class,
            VerifyCommand.class,
            AuditCommand.class,
            PromoteCommand.class,
            StatusCommand.class,
            DashboardCommand.class,
            TopicsCommand.class,
            SchemasCommand.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionFromBuild.class,
        synopsisSubcommandLabel = "COMMAND")
public final class Metarefresh implements Runnable {
    /** What Java puts in place of bytes that the locale's encoding does not know. */
    private static final char UNREADABLE = '\uFFFD';

    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Print the stack trace of an error.")
    private boolean verbose;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    boolean verbose() {
        return verbose;
    }

    /** The command with all subcommands, help options and error handling. */
    public static CommandLine commandLine() {
        Metarefresh root = new Metarefresh();
        CommandLine commandLine = new CommandLine(root);
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setExpandAtFiles(false);
        commandLine.setExecutionStrategy(Metarefresh::executeWhatWasUnderstood);
        commandLine.setParameterExceptionHandler(new OneLineErrors.ForUsage());
        commandLine.setExecutionExceptionHandler(new OneLineErrors.ForFailure(root));
        return commandLine;
    }

    /** Refuses arguments that were parsed without an error, but not understood. */
    private static int executeWhatWasUnderstood(ParseResult arguments) {
        refuseUnknownCommand(arguments);
        refuseLostCharacters(arguments);
        return new RunLast().execute(arguments);
    }

    /** Where help is asked for, picocli takes an unknown command for no error, and shows the help of the command before it. */
    private static void refuseUnknownCommand(ParseResult arguments) {
        List<CommandLine> named = arguments.asCommandLineList();
        CommandLine last = named.get(named.size() - 1);
        if (last.getSubcommands().isEmpty()) {
            return;
        }
        for (String unknown : last.getUnmatchedArguments()) {
            if (!unknown.startsWith("-")) {
                throw new ParameterException(last, "unknown command '" + unknown + "'");
            }
        }
    }

    /** An id of which Java has lost characters is another id. To forget that one would look like success. */
    private static void refuseLostCharacters(ParseResult arguments) {
        for (String argument : arguments.originalArgs()) {
            if (argument.indexOf(UNREADABLE) >= 0) {
                List<CommandLine> named = arguments.asCommandLineList();
                throw new ParameterException(
                        named.get(named.size() - 1),
                        "'%s' holds bytes that are no text in this locale's encoding %s: LC_ALL=C.UTF-8 takes UTF-8"
                                .formatted(argument, System.getProperty("native.encoding")));
            }
        }
    }

    public static void main(String[] arguments) {
        // What is printed is read by scripts, too: the same digits wherever it runs.
        Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
        System.exit(commandLine().execute(arguments));
    }
}
