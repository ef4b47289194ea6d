package io.metarefresh.snapshot;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Activation function φ of a layer, by its name in the manifest. This is its definition, in double precision. The loops over arrays
 * stand in {@code innerloop.ActivationKernel} and {@code training.ActivationGradient}; a new constant compiles in these three files
 * only once each of them knows it.
 */
public enum Activation {
    @JsonProperty("relu")
    RELU,
    @JsonProperty("tanh")
    TANH,
    @JsonProperty("identity")
    IDENTITY;

    /** φ(z). */
    public double value(double z) {
        return switch (this) {
            case RELU -> Math.max(0, z);
            case TANH -> Math.tanh(z);
            case IDENTITY -> z;
        };
    }

    /**
     * φ′(z).
     *
     * @param rightOfKink whether the slope right of the kink at 0 is meant, usually {@code z > 0}; of no effect without a kink
     */
    public double derivative(double z, boolean rightOfKink) {
        return switch (this) {
            case RELU -> rightOfKink ? 1 : 0;
            case TANH -> 1 - Math.tanh(z) * Math.tanh(z);
            case IDENTITY -> 1;
        };
    }

    /** Whether φ′ jumps at 0, so that rounding can change a gradient by more than rounding. */
    public boolean hasKink() {
        return switch (this) {
            case RELU -> true;
            case TANH, IDENTITY -> false;
        };
    }
}
