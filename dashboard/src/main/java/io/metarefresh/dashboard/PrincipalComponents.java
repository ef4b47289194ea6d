package io.metarefresh.dashboard;

import java.util.List;
import java.util.SplittableRandom;

/**
 * The two directions in which embeddings vary most (principal components), by subspace iteration that goes on from the directions found
 * before: between two updates the picture turns no more than the embeddings do, and never flips.
 */
final class PrincipalComponents {
    private static final int ITERATIONS = 12;

    private double[] mean = new double[0];
    private double[][] axes = new double[2][0];

    /** Moves the axes to those of the vectors; of other lengths than the first are left out. */
    void update(List<float[]> vectors) {
        if (vectors.isEmpty()) {
            return;
        }
        int dimension = vectors.get(0).length;
        List<float[]> same =
                vectors.stream().filter(vector -> vector.length == dimension).toList();
        if (axes[0].length != dimension) {
            axes = start(dimension);
        }
        mean = new double[dimension];
        for (float[] vector : same) {
            for (int i = 0; i < dimension; i++) {
                mean[i] += vector[i] / same.size();
            }
        }
        for (int iteration = 0; iteration < ITERATIONS; iteration++) {
            double[][] next = new double[2][dimension];
            for (float[] vector : same) {
                for (int axis = 0; axis < 2; axis++) {
                    double along = along(vector, axes[axis]);
                    for (int i = 0; i < dimension; i++) {
                        next[axis][i] += along * (vector[i] - mean[i]);
                    }
                }
            }
            if (!normalise(next[0])) {
                return;
            }
            double shared = dot(next[0], next[1]);
            for (int i = 0; i < dimension; i++) {
                next[1][i] -= shared * next[0][i];
            }
            if (!normalise(next[1])) {
                next[1] = axes[1];
            }
            axes = next;
        }
    }

    /** The vector's place in the plane; null for a vector of another length. */
    double[] place(float[] vector) {
        return vector.length != mean.length ? null : new double[] {along(vector, axes[0]), along(vector, axes[1])};
    }

    private double along(float[] vector, double[] axis) {
        double sum = 0;
        for (int i = 0; i < axis.length; i++) {
            sum += (vector[i] - mean[i]) * axis[i];
        }
        return sum;
    }

    private static double[][] start(int dimension) {
        SplittableRandom random = new SplittableRandom(1);
        double[][] axes = new double[2][dimension];
        for (double[] axis : axes) {
            for (int i = 0; i < dimension; i++) {
                axis[i] = random.nextDouble() - 0.5;
            }
            normalise(axis);
        }
        return axes;
    }

    private static boolean normalise(double[] axis) {
        double norm = Math.sqrt(dot(axis, axis));
        if (!(norm > 1e-12)) {
            return false;
        }
        for (int i = 0; i < axis.length; i++) {
            axis[i] /= norm;
        }
        return true;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
