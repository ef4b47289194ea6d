package io.metarefresh.evaluation;

import io.metarefresh.prediction.AreaUnderCurve;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * How far the area under the curve would vary with other members (Efron's bootstrap with members, not events, as the unit: the events
 * of one member are not independent). Every column sees the same draws, so that differences of columns are paired.
 */
final class MemberBootstrap {
    /** Area under the curve by column, then replicate. */
    private final double[][] areas;

    /**
     * @param columns predictions of each column
     * @param labels positive where above {@code threshold}
     * @param memberOfRow the member of each row, any numbers ≥ 0
     * @param replicates draws of as many members as there are, with replacement
     */
    MemberBootstrap(
            List<float[]> columns, float[] labels, float threshold, int[] memberOfRow, int replicates, long seed) {
        int[] members = Arrays.stream(memberOfRow).distinct().sorted().toArray();
        int[] groupOfRow = Arrays.stream(memberOfRow)
                .map(m -> Arrays.binarySearch(members, m))
                .toArray();
        List<AreaUnderCurve> ranked = columns.stream()
                .map(scores -> new AreaUnderCurve(widened(scores), labels, threshold))
                .toList();
        areas = new double[columns.size()][replicates];
        SplittableRandom random = new SplittableRandom(seed);
        int[] weights = new int[members.length];
        for (int r = 0; r < replicates; r++) {
            Arrays.fill(weights, 0);
            for (int i = 0; i < members.length; i++) {
                weights[random.nextInt(members.length)]++;
            }
            for (int c = 0; c < areas.length; c++) {
                areas[c][r] = ranked.get(c).weighted(groupOfRow, weights);
            }
        }
    }

    private static double[] widened(float[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }

    /** Of one column's area under the curve; null without replicates. */
    Interval ofColumn(int column) {
        return Interval.of(areas[column]);
    }

    /** Of the difference of two columns' areas, the first minus the second; null without replicates. */
    Interval ofDifference(int first, int second) {
        double[] differences = new double[areas[first].length];
        for (int r = 0; r < differences.length; r++) {
            differences[r] = areas[first][r] - areas[second][r];
        }
        return Interval.of(differences);
    }
}
