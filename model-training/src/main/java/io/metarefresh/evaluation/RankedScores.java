package io.metarefresh.evaluation;

import java.util.stream.IntStream;

/** Scores sorted once, so that the area under the curve of many weightings of the same rows costs one walk each. */
final class RankedScores {
    /** Rows from the lowest score to the highest. */
    private final int[] order;
    /** For each place in the order: whether the score there is above the one before. */
    private final boolean[] rises;

    private final boolean[] positive;

    /** @param labels positive where above {@code threshold} */
    RankedScores(float[] scores, float[] labels, float threshold) {
        order = IntStream.range(0, scores.length)
                .boxed()
                .sorted((a, b) -> Float.compare(scores[a], scores[b]))
                .mapToInt(Integer::intValue)
                .toArray();
        rises = new boolean[order.length];
        positive = new boolean[order.length];
        for (int i = 0; i < order.length; i++) {
            rises[i] = i == 0 || scores[order[i]] != scores[order[i - 1]];
            positive[i] = labels[order[i]] > threshold;
        }
    }

    /**
     * Area under the curve where the rows of group g count {@code weightOfGroup[g]} times; ties count half.
     *
     * @param groupOfRow the group of each row
     * @return NaN where all weight is on one side
     */
    double areaUnderCurve(int[] groupOfRow, int[] weightOfGroup) {
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
