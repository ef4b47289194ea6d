package io.metarefresh.client.freshness;

/** Quantiles by the nearest rank: the q-quantile is the smallest value that at least the share q of all values does not exceed. */
public final class NearestRank {
    private NearestRank() {}

    /**
     * One quantile.
     *
     * @param sorted in ascending order
     * @param share from 0 to 1
     * @return NaN of no values
     */
    public static double quantile(double[] sorted, double share) {
        return sorted.length == 0 ? Double.NaN : sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }
}
