package io.metarefresh.prediction;

import java.util.Arrays;

/**
 * The area under the receiver operating characteristic: how often a positive is scored above a negative, ties counting half. The rows
 * are sorted once, so that the area of many weightings of them costs one walk each.
 */
public final class AreaUnderCurve {
    /** Rows from the lowest score to the highest. */
    private final int[] order;
    /** For each place in the order: whether the score there is above the one before. */
    private final boolean[] rises;

    private final boolean[] positive;

    /**
     * @param scores any real numbers, higher for more probably positive
     * @param labels positive where above {@code threshold}
     */
    public AreaUnderCurve(double[] scores, float[] labels, float threshold) {
        Integer[] rows = new Integer[scores.length];
        Arrays.setAll(rows, i -> i);
        Arrays.sort(rows, (a, b) -> Double.compare(scores[a], scores[b]));
        order = Arrays.stream(rows).mapToInt(Integer::intValue).toArray();
        rises = new boolean[order.length];
        positive = new boolean[order.length];
        for (int i = 0; i < order.length; i++) {
            rises[i] = i == 0 || scores[order[i]] != scores[order[i - 1]];
            positive[i] = labels[order[i]] > threshold;
        }
    }

    /**
     * The area where every row counts alike.
     *
     * @param scores any real numbers, higher for more probably positive
     * @param labels positive where above {@code threshold}
     * @return NaN where all labels are on one side
     */
    public static double of(double[] scores, float[] labels, float threshold) {
        return new AreaUnderCurve(scores, labels, threshold).weighted(new int[scores.length], new int[] {1});
    }

    /**
     * The area where the rows of group g count {@code weightOfGroup[g]} times.
     *
     * @param groupOfRow the group of each row
     * @return NaN where all weight is on one side
     */
    public double weighted(int[] groupOfRow, int[] weightOfGroup) {
        double wins = 0;
        long positives = 0;
        long negatives = 0;
        long tiedPositives = 0;
        long tiedNegatives = 0;
        for (int i = 0; i < order.length; i++) {
            if (rises[i]) {
                wins += tiedPositives * (negatives + tiedNegatives / 2.0);
                positives += tiedPositives;
                negatives += tiedNegatives;
                tiedPositives = 0;
                tiedNegatives = 0;
            }
            int weight = weightOfGroup[groupOfRow[order[i]]];
            if (positive[i]) {
                tiedPositives += weight;
            } else {
                tiedNegatives += weight;
            }
        }
        wins += tiedPositives * (negatives + tiedNegatives / 2.0);
        positives += tiedPositives;
        negatives += tiedNegatives;
        return positives == 0 || negatives == 0 ? Double.NaN : wins / ((double) positives * negatives);
    }
}
