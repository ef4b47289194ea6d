package io.metarefresh.prediction;

import io.metarefresh.snapshot.Loss;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** What predictions of a fixed list of events are worth, over all of them or some. */
public final class PredictionMetrics {
    public static final IntPredicate ALL = i -> true;
    /** A probability is taken to be at least this far from 0 and 1, so that one sure mistake does not make the log loss infinite. */
    private static final double LEAST_PROBABILITY = 1e-6;

    private final float[] labels;
    private final Loss loss;
    private final float threshold;

    /**
     * @param labels what came true
     * @param loss of the model that predicts
     */
    public PredictionMetrics(float[] labels, Loss loss) {
        this.labels = labels;
        this.loss = loss;
        this.threshold = loss.predictsProbabilities() ? 0.5f : middle(labels);
    }

    /** Labels in [0, 1] count as positive above a half; others above the middle of their range. */
    private static float middle(float[] labels) {
        float least = Float.POSITIVE_INFINITY;
        float most = Float.NEGATIVE_INFINITY;
        for (float label : labels) {
            least = Math.min(least, label);
            most = Math.max(most, label);
        }
        return (least + most) / 2;
    }

    /** Labels above it are positive. */
    public float threshold() {
        return threshold;
    }

    public double positiveShare(IntPredicate some) {
        return rows(some).filter(i -> labels[i] > threshold).count()
                / (double) rows(some).count();
    }

    /** Area under the curve of predictions of all events; NaN where all labels are on one side. */
    public double auc(float[] predictions) {
        return auc(predictions, ALL);
    }

    /** Area under the curve; NaN where all labels are on one side. */
    public double auc(float[] predictions, IntPredicate some) {
        int[] rows = rows(some).toArray();
        return AreaUnderCurve.of(selected(predictions, rows), selectedLabels(rows), threshold);
    }

    /**
     * Area under the curve inside each entity, as {@link WithinEntityAuc}.
     *
     * @param entities number of each event's entity
     */
    public double aucWithinEntities(float[] predictions, int[] entities, IntPredicate some) {
        int[] rows = rows(some).toArray();
        int[] own = Arrays.stream(rows).map(i -> entities[i]).toArray();
        return WithinEntityAuc.of(selected(predictions, rows), selectedLabels(rows), threshold, own);
    }

    private static double[] selected(float[] predictions, int[] rows) {
        return Arrays.stream(rows).mapToDouble(i -> predictions[i]).toArray();
    }

    private float[] selectedLabels(int[] rows) {
        float[] selected = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            selected[i] = labels[rows[i]];
        }
        return selected;
    }

    /** Mean loss of predictions of all events, as {@link #loss(float[], IntPredicate)}. */
    public double loss(float[] predictions) {
        return loss(predictions, ALL);
    }

    /** Mean log loss, or mean half squared error for a model of squared loss; NaN of no events. */
    public double loss(float[] predictions, IntPredicate some) {
        return rows(some)
                .mapToDouble(i -> loss(predictions[i], labels[i]))
                .average()
                .orElse(Double.NaN);
    }

    /** Null for a model of squared loss, whose predictions are no probabilities. */
    public Calibration calibration(float[] predictions) {
        return loss.predictsProbabilities() ? Calibration.of(predictions, labels) : null;
    }

    private double loss(double prediction, double label) {
        return switch (loss) {
            case LOGISTIC -> logLoss(prediction, label);
            case SQUARED -> loss.of(prediction, label);
        };
    }

    private static double logLoss(double prediction, double label) {
        double p = Math.min(1 - LEAST_PROBABILITY, Math.max(LEAST_PROBABILITY, prediction));
        return -label * Math.log(p) - (1 - label) * Math.log(1 - p);
    }

    private IntStream rows(IntPredicate some) {
        return IntStream.range(0, labels.length).filter(some);
    }
}
