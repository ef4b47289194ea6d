package io.metarefresh.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that only groups others: called by itself it is wrong usage. */
abstract class CommandGroup implements Runnable {
    private final String missing;

    @Spec
    private CommandSpec spec;

    /** @param missing the message that says what must follow, such as {@code an action is missing: create or check} */
    CommandGroup(String missing) {
        this.missing = missing;
    }

    final CommandSpec spec() {
        return spec;
    }

    @Override
    public final void run() {
        throw new ParameterException(spec.commandLine(), missing);
    }
}
