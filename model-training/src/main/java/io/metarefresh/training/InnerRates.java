package io.metarefresh.training;

/**
 * Where the learned learning rates of the inner loop begin.
 *
 * @param initial the rates before they are learned
 * @param factor how many times faster than other parameters the logarithms of the rates are learned
 */
public record InnerRates(double initial, double factor) {
    public InnerRates {
        Bounds.positive("initial inner rate", initial);
        Bounds.positive("factor of the inner rates", factor);
    }
}
