package io.metarefresh.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code metarefresh dead-letters}: the records that the job refused. */
@Command(
        name = "dead-letters",
        description = "Explains the records that the job refused, and puts them back.",
        subcommands = {ShowDeadLettersCommand.class, ReplayDeadLettersCommand.class},
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "ACTION")
final class DeadLettersCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "an action is missing: show or replay");
    }
}
