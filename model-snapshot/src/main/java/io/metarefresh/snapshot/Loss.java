package io.metarefresh.snapshot;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Loss ℓ(s, y) of a score s and a label y (snapshot format, chapter 5): logistic on the logit with labels in [0, 1], or squared,
 * ½(s − y)². For both, ∂ℓ/∂s is the prediction minus the label.
 */
public enum Loss {
    @JsonProperty("logistic")
    LOGISTIC,
    @JsonProperty("squared")
    SQUARED;

    /** What a model predicts with this score: the probability sigmoid(s), or s itself. */
    public double prediction(double score) {
        return switch (this) {
            case LOGISTIC -> 1 / (1 + Math.exp(-score));
            case SQUARED -> score;
        };
    }

    /** ℓ(s, y); for the logistic loss ln(1 + e^s) − y s in a form that does not overflow. */
    public double of(double score, double label) {
        return switch (this) {
            case LOGISTIC -> Math.max(score, 0) - score * label + Math.log1p(Math.exp(-Math.abs(score)));
            case SQUARED -> 0.5 * (score - label) * (score - label);
        };
    }

    /** Whether predictions are probabilities, and labels therefore in [0, 1]. */
    public boolean predictsProbabilities() {
        return switch (this) {
            case LOGISTIC -> true;
            case SQUARED -> false;
        };
    }

    /** Whether the loss has a value for this label. */
    public boolean allows(float label) {
        return switch (this) {
            case LOGISTIC -> label >= 0 && label <= 1;
            case SQUARED -> Float.isFinite(label);
        };
    }
}
