package io.metarefresh.evaluation.yardstick;

import io.metarefresh.text.InnermostCause;
import io.metarefresh.text.OneLine;
import ml.dmlc.xgboost4j.java.XGBoostError;

/** Gradient-boosted trees on the {@link FeatureTable}, by XGBoost. Four shapes with up to {@value TreeSettings#MAX_ROUNDS} rounds are tried. */
final class BoostedTrees implements Yardstick {
    @Override
    public Prediction predict(YardstickEvents events, Progress progress) throws UnavailableException {
        return predict(events.table(), events, 0, progress);
    }

    /**
     * @param table the inputs
     * @param first event from which on is learned
     */
    static Prediction predict(FeatureTable table, YardstickEvents events, int first, Progress progress)
            throws UnavailableException {
        try {
            Trial<TreeSettings> best = Trial.best(
                    TreeSettings.TRIED, shape -> tried(table, events, first, shape), events.threads(), progress);
            TreeSettings chosen = best.settings();
            try (TreeEnsemble trees = new TreeEnsemble(table, events, first, events.split(), chosen)) {
                trees.grow(chosen.rounds());
                return new Prediction(trees.predict(events.split(), events.size()), chosen.text());
            }
        } catch (XGBoostFailure e) {
            throw unavailable(e.getCause());
        } catch (XGBoostError | LinkageError e) {
            throw unavailable(e);
        }
    }

    private static Trial<TreeSettings> tried(
            FeatureTable table, YardstickEvents events, int first, TreeSettings shape) {
        Trial<TreeSettings> best = null;
        try (TreeEnsemble trees = new TreeEnsemble(table, events, first, events.validation(), shape)) {
            for (int rounds = TreeSettings.ROUNDS_STEP; rounds <= shape.rounds(); rounds += TreeSettings.ROUNDS_STEP) {
                trees.grow(TreeSettings.ROUNDS_STEP);
                float[] predictions = trees.predict(events.validation(), events.split());
                Trial<TreeSettings> trial =
                        new Trial<>(shape.withRounds(rounds), events.loss(predictions, events.validation()));
                best = trial.betterThan(best) ? trial : best;
            }
            return best;
        } catch (XGBoostError | LinkageError e) {
            throw new XGBoostFailure(e);
        }
    }

    private static UnavailableException unavailable(Throwable cause) {
        String what = cause instanceof LinkageError ? "XGBoost's native library does not load: " : "XGBoost failed: ";
        return new UnavailableException(
                what + OneLine.of(InnermostCause.of(cause).toString()), cause);
    }

    /** Carries out of a trial what is no runtime exception: {@link io.metarefresh.training.Workers} hands on these alone as they are. */
    private static final class XGBoostFailure extends RuntimeException {
        private static final long serialVersionUID = 1;

        XGBoostFailure(Throwable cause) {
            super(cause);
        }
    }
}
