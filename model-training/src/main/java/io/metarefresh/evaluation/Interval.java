package io.metarefresh.evaluation;

import java.util.Arrays;

/**
 * A 95 % confidence interval by the percentiles of a bootstrap.
 *
 * @param low the 2.5 % percentile
 * @param high the 97.5 % percentile
 */
public record Interval(double low, double high) {

    /** Of bootstrap replicates; those that are not a number are left out. Null where fewer than two are left. */
    static Interval of(double[] replicates) {
        double[] sorted =
                Arrays.stream(replicates).filter(Double::isFinite).sorted().toArray();
        return sorted.length < 2 ? null : new Interval(percentile(sorted, 0.025), percentile(sorted, 0.975));
    }

    /** Linear between the two nearest order statistics. */
    private static double percentile(double[] sorted, double share) {
        double at = share * (sorted.length - 1);
        int below = (int) Math.floor(at);
        int above = Math.min(sorted.length - 1, below + 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }
}
