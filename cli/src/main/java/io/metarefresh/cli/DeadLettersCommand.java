package io.metarefresh.cli;

import picocli.CommandLine.Command;

/** {@code metarefresh dead-letters}: the records that the job refused. */
@Command(
        name = "dead-letters",
        description = "Explains the records that the job refused, and puts them back.",
        subcommands = {ShowDeadLettersCommand.class, ReplayDeadLettersCommand.class},
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "ACTION")
final class DeadLettersCommand extends CommandGroup {
    DeadLettersCommand() {
        super("an action is missing: show or replay");
    }
}
