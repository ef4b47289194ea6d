package io.metarefresh.cli;

/** Whether somebody watches. The launcher tells, because a JVM cannot tell the two output streams apart. */
final class Terminal {
    private Terminal() {}

    static boolean onOutput() {
        return Boolean.getBoolean("metarefresh.terminal.out");
    }

    static boolean onError() {
        return Boolean.getBoolean("metarefresh.terminal.err");
    }
}
