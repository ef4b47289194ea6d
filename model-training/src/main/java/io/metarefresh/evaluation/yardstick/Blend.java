package io.metarefresh.evaluation.yardstick;

import io.metarefresh.snapshot.Loss;

/**
 * Two yardsticks of different kinds at half each: the mean of their logits, or of their predictions under the squared loss.
 *
 * @param first one of them
 * @param second the other
 */
record Blend(Yardstick first, Yardstick second) implements Yardstick {
    @Override
    public Prediction predict(YardstickEvents events, Progress progress) throws UnavailableException {
        float[] a = first.predict(events, progress).values();
        float[] b = second.predict(events, progress).values();
        float[] mean = new float[a.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = events.loss() == Loss.LOGISTIC
                    ? (float) (1 / (1 + Math.exp(-(logit(a[i]) + logit(b[i])) / 2)))
                    : (a[i] + b[i]) / 2;
        }
        return new Prediction(mean, "");
    }

    /** Finite: a probability that was rounded to 0 or 1 counts as one in ten million from it. */
    static double logit(double probability) {
        double p = Math.min(1 - 1e-7, Math.max(1e-7, probability));
        return Math.log(p / (1 - p));
    }
}
