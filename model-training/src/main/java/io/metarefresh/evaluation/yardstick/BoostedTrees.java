package io.metarefresh.evaluation.yardstick;

import io.metarefresh.snapshot.OneLine;
import java.util.stream.Stream;
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
                    TreeSettings.TRIED, shape -> tried(table, events, first, shape), events.threads(), progress::at);
            TreeSettings chosen = best.settings();
            try (TreeEnsemble trees = new TreeEnsemble(table, events, first, events.split(), chosen)) {
                trees.grow(chosen.rounds());
                return new Prediction(trees.predict(events.split(), events.size()), chosen.text());
            }
        } catch (LinkageError e) {
            throw new UnavailableException("XGBoost's native library does not load: " + cause(e), e);
        } catch (XGBoostFailure | XGBoostError e) {
            throw new UnavailableException("XGBoost failed: " + cause(e), e);
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
        } catch (XGBoostError e) {
            throw new XGBoostFailure(e);
        }
    }

    private static String cause(Throwable thrown) {
        return OneLine.of(Stream.iterate(thrown, t -> t != null, Throwable::getCause)
                .reduce((outer, inner) -> inner)
                .map(Throwable::toString)
                .orElseThrow());
    }

    /** Carries XGBoost's checked error out of a trial. */
    private static final class XGBoostFailure extends RuntimeException {
        private static final long serialVersionUID = 1;

        XGBoostFailure(XGBoostError cause) {
            super(cause);
        }
    }
}
