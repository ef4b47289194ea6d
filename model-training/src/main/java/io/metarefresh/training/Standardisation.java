package io.metarefresh.training;

import java.util.Arrays;

/**
 * Mean and reciprocal standard deviation of dense columns over the training rows. The network sees (value − mean) × inverse; the
 * export folds both into the first layer, because the snapshot format has raw inputs.
 */
record Standardisation(float[] mean, float[] inverse) {

    /** Over the given rows; a constant column gets the inverse 0, so that it has no weight. */
    static Standardisation of(EncodedRows encoded, int[] rows) {
        int width = encoded.denseWidth;
        double[] sum = new double[width];
        double[] squares = new double[width];
        for (int row : rows) {
            for (int i = 0; i < width; i++) {
                sum[i] += encoded.dense[row * width + i];
            }
        }
        int count = Math.max(1, rows.length);
        for (int row : rows) {
            for (int i = 0; i < width; i++) {
                double difference = encoded.dense[row * width + i] - sum[i] / count;
                squares[i] += difference * difference;
            }
        }
        float[] mean = new float[width];
        float[] inverse = new float[width];
        for (int i = 0; i < width; i++) {
            mean[i] = (float) (sum[i] / count);
            double deviation = Math.sqrt(squares[i] / count);
            inverse[i] = deviation > 1e-6 * Math.max(1.0, Math.abs(mean[i])) ? (float) (1 / deviation) : 0f;
        }
        return new Standardisation(mean, inverse);
    }

    /** Brings the dense values to mean 0 and deviation 1, in place. */
    void apply(EncodedRows encoded) {
        int width = encoded.denseWidth;
        for (int row = 0; row < encoded.rows; row++) {
            for (int i = 0; i < width; i++) {
                int at = row * width + i;
                encoded.dense[at] = (encoded.dense[at] - mean[i]) * inverse[i];
            }
        }
    }

    boolean isEmpty() {
        return mean.length == 0;
    }

    @Override
    public String toString() {
        return "Standardisation[mean=" + Arrays.toString(mean) + ", inverse=" + Arrays.toString(inverse) + "]";
    }
}
