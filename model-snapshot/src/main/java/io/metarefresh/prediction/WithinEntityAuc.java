package io.metarefresh.prediction;

import java.util.Arrays;

/**
 * How well predictions rank the events of one entity among each other: the area under the curve inside each entity that has labels on both
 * sides, averaged with the number of its events as weight. What only tells entities apart is worth nothing here.
 */
public final class WithinEntityAuc {
    private WithinEntityAuc() {}

    /**
     * @param scores any real numbers, higher for more probably positive
     * @param labels positive where above {@code threshold}
     * @param entities number of each row's entity, any numbers
     * @return NaN where no entity has labels on both sides
     */
    public static double of(double[] scores, float[] labels, float threshold, int[] entities) {
        Integer[] order = new Integer[scores.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Integer.compare(entities[a], entities[b]));
        double sum = 0;
        long weight = 0;
        for (int start = 0; start < order.length; ) {
            int end = start;
            while (end < order.length && entities[order[end]] == entities[order[start]]) {
                end++;
            }
            double[] ownScores = new double[end - start];
            float[] ownLabels = new float[end - start];
            for (int i = start; i < end; i++) {
                ownScores[i - start] = scores[order[i]];
                ownLabels[i - start] = labels[order[i]];
            }
            double area = AreaUnderCurve.of(ownScores, ownLabels, threshold);
            if (!Double.isNaN(area)) {
                sum += (end - start) * area;
                weight += end - start;
            }
            start = end;
        }
        return weight == 0 ? Double.NaN : sum / weight;
    }
}
