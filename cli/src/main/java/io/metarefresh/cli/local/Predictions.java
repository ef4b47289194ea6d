package io.metarefresh.cli.local;

import io.metarefresh.prediction.AreaUnderCurve;
import java.util.Arrays;

/** Predictions made so far, each with the published and with the un-adapted embedding, and what came true. */
final class Predictions {
    private final float threshold;
    private double[] published = new double[1024];
    private double[] unadapted = new double[1024];
    private float[] labels = new float[1024];
    private int count;

    /** @param threshold a label above it counts as positive */
    Predictions(float threshold) {
        this.threshold = threshold;
    }

    /** Areas under the curve; NaN while all labels are on one side. */
    record Areas(int predictions, double published, double unadapted) {}

    synchronized void add(float withPublished, float withUnadapted, float label) {
        if (count == labels.length) {
            published = Arrays.copyOf(published, 2 * count);
            unadapted = Arrays.copyOf(unadapted, 2 * count);
            labels = Arrays.copyOf(labels, 2 * count);
        }
        published[count] = withPublished;
        unadapted[count] = withUnadapted;
        labels[count++] = label;
    }

    Areas areas() {
        double[] first;
        double[] second;
        float[] truth;
        synchronized (this) {
            first = Arrays.copyOf(published, count);
            second = Arrays.copyOf(unadapted, count);
            truth = Arrays.copyOf(labels, count);
        }
        return new Areas(
                truth.length, AreaUnderCurve.of(first, truth, threshold), AreaUnderCurve.of(second, truth, threshold));
    }
}
