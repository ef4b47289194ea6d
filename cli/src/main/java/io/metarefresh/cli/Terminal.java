package io.metarefresh.cli;

import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Whether an output stream is a terminal, and progress bars for it. The launcher tells, because a JVM cannot tell its streams apart. */
final class Terminal {
    private Terminal() {}

    static boolean onOutput() {
        return Boolean.getBoolean("metarefresh.terminal.out");
    }

    static boolean onError() {
        return Boolean.getBoolean("metarefresh.terminal.err");
    }

    /** A progress bar in plain characters. */
    static ProgressBarBuilder progressBar(String task, long max) {
        return new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(max)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(200);
    }
}
