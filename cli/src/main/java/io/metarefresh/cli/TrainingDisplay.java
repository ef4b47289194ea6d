package io.metarefresh.cli;

import io.metarefresh.training.ProgressListener;
import io.metarefresh.training.TrainingProgress;
import java.io.PrintWriter;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** How training goes: a progress bar on a terminal, one line a pass elsewhere. */
final class TrainingDisplay implements ProgressListener, AutoCloseable {
    private final PrintWriter out;
    private ProgressBar bar;

    TrainingDisplay(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void passed(TrainingProgress p) {
        if (!Terminal.onOutput()) {
            out.printf(
                    Locale.ROOT,
                    "pass %d of at most %d: training loss %.4f, validation loss %.4f (un-adapted %.4f), AUC %.4f, best pass %d%n",
                    p.pass(),
                    p.maxPasses(),
                    p.trainingLoss(),
                    p.validationLoss(),
                    p.unadaptedLoss(),
                    p.validationAuc(),
                    p.bestPass());
            out.flush();
            return;
        }
        if (bar == null) {
            bar = new ProgressBarBuilder()
                    .setTaskName("training")
                    .setInitialMax(p.maxPasses())
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(200)
                    .continuousUpdate()
                    .build();
        }
        bar.stepTo(p.pass());
        bar.setExtraMessage(String.format(
                Locale.ROOT, "loss %.4f, AUC %.4f, best pass %d", p.validationLoss(), p.validationAuc(), p.bestPass()));
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
