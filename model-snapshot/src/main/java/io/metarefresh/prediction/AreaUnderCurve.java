package io.metarefresh.prediction;

import java.util.Arrays;

/** The area under the receiver operating characteristic: how often a positive is scored above a negative, ties counting half. */
public final class AreaUnderCurve {
    private AreaUnderCurve() {}

    /**
     * @param scores any real numbers, higher for more probably positive
     * @param labels positive where above {@code threshold}
     * @return NaN where all labels are on one side
     */
    public static double of(double[] scores, float[] labels, float threshold) {
        Integer[] order = new Integer[scores.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Double.compare(scores[a], scores[b]));
        double rankSum = 0;
        long positives = 0;
        for (int start = 0; start < order.length; ) {
            int end = start;
            while (end < order.length && scores[order[end]] == scores[order[start]]) {
                end++;
            }
            // Ranks start + 1 … end share their mean.
            double rank = (start + 1 + end) / 2.0;
            for (int i = start; i < end; i++) {
                if (labels[order[i]] > threshold) {
                    rankSum += rank;
                    positives++;
                }
            }
            start = end;
        }
        long negatives = scores.length - positives;
        if (positives == 0 || negatives == 0) {
            return Double.NaN;
        }
        return (rankSum - positives * (positives + 1) / 2.0) / ((double) positives * negatives);
    }
}
