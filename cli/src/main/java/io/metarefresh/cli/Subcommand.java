package io.metarefresh.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What every subcommand has: where it writes to, and how it refuses wrong usage. It returns its exit code. */
abstract class Subcommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    final CommandSpec spec() {
        return spec;
    }

    /** Such as {@code metarefresh topics create}. */
    final String qualifiedName() {
        return spec.qualifiedName();
    }

    /** Standard output. */
    final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Standard error. */
    final PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** To be thrown where options are wrong: one line, exit code 2. */
    final ParameterException wrongUsage(String message) {
        return wrongUsage(message, null);
    }

    /** The same with a cause. */
    final ParameterException wrongUsage(String message, Exception cause) {
        return new ParameterException(spec.commandLine(), message, cause);
    }
}
