package io.metarefresh.evaluation.yardstick;

import io.metarefresh.evaluation.yardstick.Yardstick.Progress;
import io.metarefresh.training.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;

/**
 * Settings that were tried inside the training part.
 *
 * @param settings what was tried
 * @param loss on the validation part; no number where it diverged or there was nothing to validate on
 */
record Trial<S>(S settings, double loss) {

    /** Tries all of them, on that many threads; the one of least loss, the first of equals. */
    static <S> Trial<S> best(List<S> settings, Function<S, Trial<S>> trying, int threads, Progress progress) {
        List<Callable<Trial<S>>> trials = new ArrayList<>();
        settings.forEach(s -> trials.add(() -> trying.apply(s)));
        Trial<S> best = null;
        try (Workers workers = new Workers("evaluation-trials", "the evaluation", threads)) {
            for (Trial<S> trial : workers.run(trials, finished -> progress.at(finished, trials.size()))) {
                best = trial.betterThan(best) ? trial : best;
            }
        }
        return best;
    }

    /** No number is worse than any number. */
    boolean betterThan(Trial<S> other) {
        return other == null || loss < other.loss || (Double.isNaN(other.loss) && !Double.isNaN(loss));
    }
}
