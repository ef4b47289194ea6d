package io.metarefresh.prediction;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether predicted probabilities are right on average: {@link #BINS} bins of equal width over [0, 1], the last one closed.
 *
 * @param bins from 0 to 1; an empty one has NaN means
 * @param expectedError expected calibration error: Σ over the bins of (rows in the bin / all rows) · |mean prediction − mean label|
 */
public record Calibration(List<Bin> bins, double expectedError) {
    public static final int BINS = 10;

    public Calibration {
        bins = List.copyOf(bins);
    }

    /**
     * One bin.
     *
     * @param low least probability in it
     * @param high where the next bin begins
     * @param rows predictions in it
     * @param meanPrediction of these
     * @param meanLabel of these: the share of positives where labels are 0 and 1
     */
    public record Bin(double low, double high, int rows, double meanPrediction, double meanLabel) {}

    /** Of probabilities and labels in [0, 1]; a prediction outside counts in the bin at that end. */
    static Calibration of(float[] predictions, float[] labels) {
        int[] rows = new int[BINS];
        double[] predicted = new double[BINS];
        double[] observed = new double[BINS];
        for (int i = 0; i < predictions.length; i++) {
            int bin = Math.max(0, Math.min(BINS - 1, (int) (predictions[i] * BINS)));
            rows[bin]++;
            predicted[bin] += predictions[i];
            observed[bin] += labels[i];
        }
        List<Bin> bins = new ArrayList<>();
        double error = 0;
        for (int b = 0; b < BINS; b++) {
            error += Math.abs(predicted[b] - observed[b]) / predictions.length;
            bins.add(new Bin(
                    (double) b / BINS, (b + 1.0) / BINS, rows[b], predicted[b] / rows[b], observed[b] / rows[b]));
        }
        return new Calibration(bins, error);
    }
}
