package io.metarefresh.cli;

import io.metarefresh.evaluation.EvaluationListener;
import java.io.PrintWriter;
import me.tongfei.progressbar.ProgressBar;

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
                bar = Terminal.progressBar(stage, total).build();
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
