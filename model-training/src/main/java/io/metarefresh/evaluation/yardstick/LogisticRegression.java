package io.metarefresh.evaluation.yardstick;

import java.util.List;

/**
 * A linear model of the {@link FeatureTable} with standardised columns: logistic regression, or ridge regression under the squared loss.
 * Five strengths of L2 are tried.
 */
final class LogisticRegression implements Yardstick {
    /** Half of it times the squared norm of the weights is added to the sum of the losses. */
    private static final List<Double> L2 = List.of(1000.0, 100.0, 10.0, 1.0, 0.1);

    @Override
    public Prediction predict(YardstickEvents events, Progress progress) {
        FeatureTable table = events.table();
        Trial<Double> best = Trial.best(
                L2,
                l2 -> new Trial<>(
                        l2,
                        events.loss(
                                predictions(table, events, l2, events.validation(), events.split()),
                                events.validation())),
                events.threads(),
                progress);
        return new Prediction(
                predictions(table, events, best.settings(), events.split(), events.size()), "L2 " + best.settings());
    }

    /** Of the events [fit, until) by the model of those before. */
    private static float[] predictions(FeatureTable table, YardstickEvents events, double l2, int fit, int until) {
        return LinearModel.fit(table, events.labels(), fit, events.loss(), l2).predict(table, fit, until);
    }
}
