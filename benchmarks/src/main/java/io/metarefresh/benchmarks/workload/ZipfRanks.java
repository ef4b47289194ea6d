package io.metarefresh.benchmarks.workload;

import java.util.Random;

/** Draws ranks 0, 1, … with probability proportional to 1 / (rank + 1)^exponent, exactly, by the inverse of the distribution. */
public final class ZipfRanks {
    private final double[] cumulative;

    /**
     * @param ranks how many, at least 1
     * @param exponent 0 makes all alike
     */
    public ZipfRanks(int ranks, double exponent) {
        cumulative = new double[ranks];
        double sum = 0;
        for (int rank = 0; rank < ranks; rank++) {
            sum += Math.pow(rank + 1, -exponent);
            cumulative[rank] = sum;
        }
    }

    /** Share of all draws that one rank gets. */
    public double share(int rank) {
        double below = rank == 0 ? 0 : cumulative[rank - 1];
        return (cumulative[rank] - below) / cumulative[cumulative.length - 1];
    }

    public int next(Random random) {
        double point = random.nextDouble() * cumulative[cumulative.length - 1];
        int low = 0;
        int high = cumulative.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (cumulative[middle] > point) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
