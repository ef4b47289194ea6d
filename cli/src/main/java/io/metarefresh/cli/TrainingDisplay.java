package io.metarefresh.cli;

import io.metarefresh.training.ProgressListener;
import io.metarefresh.training.TrainingProgress;
import java.io.PrintWriter;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;

/** How training goes: a progress bar on a terminal, one line a pass elsewhere. */
final class TrainingDisplay implements ProgressListener, AutoCloseable {
    private final PrintWriter out;
    private ProgressBar bar;
    private String run;

    TrainingDisplay(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void passed(TrainingProgress p) {
        if (!Terminal.onOutput()) {
            out.printf(
                    Locale.ROOT,
                    "%spass %d of at most %d: %s%n",
                    p.run().isEmpty() ? "" : p.run() + ": ",
                    p.pass(),
                    p.maxPasses(),
                    losses(p));
            out.flush();
            return;
        }
        if (bar == null || !p.run().equals(run)) {
            close();
            run = p.run();
            bar = Terminal.progressBar(run.isEmpty() ? "training" : "training, " + run, p.maxPasses())
                    .continuousUpdate()
                    .build();
        }
        bar.stepTo(p.pass());
        bar.setExtraMessage(losses(p));
    }

    private static String losses(TrainingProgress p) {
        if (Double.isNaN(p.validationLoss())) {
            // Everything is trained on, as at the end of a training.
            return String.format(Locale.ROOT, "training loss %.4f", p.trainingLoss());
        }
        return String.format(
                Locale.ROOT,
                "training loss %.4f, validation loss %.4f (un-adapted %.4f), AUC %.4f, best pass %d",
                p.trainingLoss(),
                p.validationLoss(),
                p.unadaptedLoss(),
                p.validationAuc(),
                p.bestPass());
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
