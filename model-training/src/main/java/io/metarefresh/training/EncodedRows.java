package io.metarefresh.training;

/** Feature rows as numbers: dense values row-major, and the vocabulary rows of each ids feature. */
final class EncodedRows {
    final int rows;
    final int denseWidth;
    final float[] dense;
    private final int[][][] ids;

    EncodedRows(int rows, int denseWidth, int idFeatures) {
        this.rows = rows;
        this.denseWidth = denseWidth;
        this.dense = new float[Math.multiplyExact(rows, denseWidth)];
        this.ids = new int[idFeatures][rows][];
    }

    /** Mean squared Euclidean norm of the dense values of some rows; 0 of none. */
    double meanSquaredDenseNorm(int[] some) {
        double sum = 0;
        for (int row : some) {
            for (int i = 0; i < denseWidth; i++) {
                double value = dense[row * denseWidth + i];
                sum += value * value;
            }
        }
        return sum / Math.max(1, some.length);
    }

    void setIds(int feature, int row, int[] numbers) {
        ids[feature][row] = numbers;
    }

    int[] ids(int feature, int row) {
        return ids[feature][row];
    }
}
