package io.metarefresh.benchmarks.figures;

import io.metarefresh.client.freshness.NearestRank;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Quantiles of a sample by the nearest rank: the q-quantile is the smallest value that at least q of all values do not exceed. */
public final class Quantiles {
    private final double[] sorted;

    private Quantiles(double[] sorted) {
        this.sorted = sorted;
    }

    /** @param values at least one, in any order; copied */
    public static Quantiles of(double[] values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("quantiles of no values");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return new Quantiles(sorted);
    }

    /** @param q above 0, at most 1 */
    public double at(double q) {
        if (!(q > 0 && q <= 1)) {
            throw new IllegalArgumentException("quantile " + q + " is not in (0, 1]");
        }
        return NearestRank.quantile(sorted, q);
    }

    public double max() {
        return sorted[sorted.length - 1];
    }

    public int count() {
        return sorted.length;
    }

    /** The usual four and the count by name, for the line of JSON. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("p50", at(0.5));
        map.put("p95", at(0.95));
        map.put("p99", at(0.99));
        map.put("max", max());
        map.put("count", count());
        return map;
    }
}
