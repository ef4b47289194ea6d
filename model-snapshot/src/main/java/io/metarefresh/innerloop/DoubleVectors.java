package io.metarefresh.innerloop;

/** Vectors and matrices in double precision, as plainly as they can be written; a matrix is [in][out]. */
final class DoubleVectors {
    private DoubleVectors() {}

    /** h W. */
    static double[] times(double[] h, double[][] matrix, int out) {
        double[] result = new double[out];
        for (int i = 0; i < h.length; i++) {
            for (int o = 0; o < out; o++) {
                result[o] += h[i] * matrix[i][o];
            }
        }
        return result;
    }

    /** δ Wᵀ. */
    static double[] timesTransposed(double[] delta, double[][] matrix) {
        double[] result = new double[matrix.length];
        for (int i = 0; i < matrix.length; i++) {
            result[i] = dot(delta, matrix[i]);
        }
        return result;
    }

    static double[] plus(double[] a, double[] b) {
        double[] sum = a.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += b[i];
        }
        return sum;
    }

    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    static double[] widen(float[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }
}
