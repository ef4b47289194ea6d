package io.metarefresh.job.lift;

import io.metarefresh.prediction.PredictionMetrics;
import io.metarefresh.snapshot.Loss;

/**
 * The last predictions, each made twice, with what came true. Written by the task, read by whoever collects metrics. Figures are NaN
 * while nothing can be said: without predictions, and areas while all labels are on one side.
 */
final class LiftWindow {
    private final float[] adapted;
    private final float[] unadapted;
    private final float[] labels;
    private Loss loss = Loss.LOGISTIC;
    private int size;
    private int next;
    private long added;

    /** @param capacity predictions that are looked back on */
    LiftWindow(int capacity) {
        adapted = new float[capacity];
        unadapted = new float[capacity];
        labels = new float[capacity];
    }

    /** Forgets everything; what follows is of a model with this loss. */
    synchronized void restart(Loss ofModel) {
        loss = ofModel;
        size = 0;
        next = 0;
    }

    synchronized void add(float byAdapted, float byUnadapted, float label) {
        adapted[next] = byAdapted;
        unadapted[next] = byUnadapted;
        labels[next] = label;
        next = (next + 1) % labels.length;
        size = Math.min(size + 1, labels.length);
        added++;
    }

    /** Ever, over all restarts of the window. */
    synchronized long added() {
        return added;
    }

    /** Area under the curve of the predictions with adapted embeddings. */
    double adaptedAuc() {
        LiftWindow copy = copy();
        return copy.metrics().auc(copy.adapted);
    }

    /** Area under the curve of the predictions with un-adapted embeddings. */
    double unadaptedAuc() {
        LiftWindow copy = copy();
        return copy.metrics().auc(copy.unadapted);
    }

    /** Mean loss with un-adapted embeddings minus that with adapted ones: positive where adapting helps. */
    double lossReduction() {
        LiftWindow copy = copy();
        PredictionMetrics metrics = copy.metrics();
        return metrics.loss(copy.unadapted) - metrics.loss(copy.adapted);
    }

    private PredictionMetrics metrics() {
        return new PredictionMetrics(labels, loss);
    }

    /** As many places as there are predictions, so that the task does not wait for a sort. */
    private synchronized LiftWindow copy() {
        LiftWindow copy = new LiftWindow(size);
        System.arraycopy(adapted, 0, copy.adapted, 0, size);
        System.arraycopy(unadapted, 0, copy.unadapted, 0, size);
        System.arraycopy(labels, 0, copy.labels, 0, size);
        copy.loss = loss;
        copy.size = size;
        return copy;
    }
}
