package io.metarefresh.benchmarks.figures;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Repeated measurements of one thing: the median, and how far they lie apart.
 *
 * @param median of an even number of values the mean of the two in the middle
 * @param count of the measurements
 */
public record Spread(double median, double min, double max, int count) {

    /** @param values at least one */
    public static Spread of(Collection<? extends Number> values) {
        double[] sorted =
                values.stream().mapToDouble(Number::doubleValue).sorted().toArray();
        if (sorted.length == 0) {
            throw new IllegalArgumentException("a spread of no values");
        }
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1], sorted.length);
    }

    /** {@code 12,345 (11,000–13,000)}; a single measurement has no range. */
    public String show(String format) {
        String middle = String.format(Locale.ROOT, format, median);
        return count == 1 ? middle : String.format(Locale.ROOT, "%s (" + format + "–" + format + ")", middle, min, max);
    }

    /** Median, min, max and count by name, for the line of JSON. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("median", median);
        map.put("min", min);
        map.put("max", max);
        map.put("measurements", count);
        return map;
    }
}
