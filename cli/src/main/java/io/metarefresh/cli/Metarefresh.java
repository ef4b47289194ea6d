package io.metarefresh.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
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
        commandLine.setParameterExceptionHandler(new OneLineErrors.ForUsage());
        commandLine.setExecutionExceptionHandler(new OneLineErrors.ForFailure(root));
        return commandLine;
    }

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }
}
