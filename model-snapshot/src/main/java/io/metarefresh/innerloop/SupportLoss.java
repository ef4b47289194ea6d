package io.metarefresh.innerloop;

import io.metarefresh.snapshot.Loss;

/** The loss of one row and its derivative by the score, in double and without overflow. */
final class SupportLoss {
    private SupportLoss() {}

    /** ln(1 + e^s) − y s, or ½(s − y)². */
    static double value(Loss loss, double score, double label) {
        return switch (loss) {
                // ln(1 + e^s) = max(s, 0) + ln(1 + e^−|s|): no exponential ever overflows.
            case LOGISTIC -> Math.max(score, 0) - label * score + Math.log1p(Math.exp(-Math.abs(score)));
            case SQUARED -> 0.5 * (score - label) * (score - label);
        };
    }

    /** sigmoid(s) − y, or s − y. */
    static double derivative(Loss loss, double score, double label) {
        return prediction(loss, score) - label;
    }

    /** What the model predicts: sigmoid(s), or s. */
    static double prediction(Loss loss, double score) {
        return switch (loss) {
            case LOGISTIC -> 1 / (1 + Math.exp(-score));
            case SQUARED -> score;
        };
    }
}
