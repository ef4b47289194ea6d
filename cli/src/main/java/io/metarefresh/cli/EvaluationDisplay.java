package io.metarefresh.cli;

import io.metarefresh.evaluation.EvaluationListener;
import java.io.PrintWriter;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** How far an evaluation is: a progress bar per stage on a terminal, one line per stage elsewhere. */
final class EvaluationDisplay implements EvaluationListener, AutoCloseable {
    private final PrintWriter err;
    private String stage;
    private ProgressBar bar;

    EvaluationDisplay(PrintWriter err) {
        this.err = err;
    }

    @Override
    public void progressed(String newStage, long done, long total) {
        if (!newStage.equals(stage)) {
            close();
            stage = newStage;
            if (Terminal.onError()) {
                bar = new ProgressBarBuilder()
                        .setTaskName(stage)
                        .setInitialMax(total)
                        .setStyle(ProgressBarStyle.ASCII)
                        .setUpdateIntervalMillis(200)
                        .build();
            } else {
                err.println(stage + " …");
                err.flush();
            }
        }
        if (bar != null) {
            bar.maxHint(total);
            bar.stepTo(done);
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
