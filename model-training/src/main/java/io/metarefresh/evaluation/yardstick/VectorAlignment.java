package io.metarefresh.evaluation.yardstick;

import java.util.List;

/**
 * Two trainings make two embedding spaces. This is the affine map from one into the other that is closest in the least squares over vectors
 * of the same entities at the same moments, with a little ridge.
 */
final class VectorAlignment {
    private static final double RIDGE = 1e-3;

    /** By input number and then the constant; a column for each number of the target. */
    private final double[][] map;

    private VectorAlignment(double[][] map) {
        this.map = map;
    }

    /** From the space of {@code source} into that of {@code target}; both lists hold the same entities at the same moments. */
    static VectorAlignment between(List<float[]> source, List<float[]> target) {
        int inputs = source.get(0).length + 1;
        int outputs = target.get(0).length;
        // Normal equations, the right-hand sides beside the matrix.
        double[][] system = new double[inputs][inputs + outputs];
        for (int r = 0; r < source.size(); r++) {
            for (int i = 0; i < inputs; i++) {
                double value = input(source.get(r), i);
                for (int j = 0; j < inputs; j++) {
                    system[i][j] += value * input(source.get(r), j);
                }
                for (int o = 0; o < outputs; o++) {
                    system[i][inputs + o] += value * target.get(r)[o];
                }
            }
        }
        for (int i = 0; i < inputs; i++) {
            system[i][i] += RIDGE * source.size() / inputs;
        }
        return new VectorAlignment(solved(system, inputs, outputs));
    }

    float[] map(float[] vector) {
        float[] mapped = new float[map[0].length];
        for (int o = 0; o < mapped.length; o++) {
            double sum = 0;
            for (int i = 0; i < map.length; i++) {
                sum += input(vector, i) * map[i][o];
            }
            mapped[o] = (float) sum;
        }
        return mapped;
    }

    private static double input(float[] vector, int number) {
        return number == vector.length ? 1 : vector[number];
    }

    /** By Gauss–Jordan elimination; the matrix is positive definite, so that no rows need to be swapped. */
    private static double[][] solved(double[][] system, int inputs, int outputs) {
        for (int p = 0; p < inputs; p++) {
            for (int r = 0; r < inputs; r++) {
                double factor = r == p ? 0 : system[r][p] / system[p][p];
                for (int c = p; factor != 0 && c < inputs + outputs; c++) {
                    system[r][c] -= factor * system[p][c];
                }
            }
        }
        double[][] solution = new double[inputs][outputs];
        for (int r = 0; r < inputs; r++) {
            for (int o = 0; o < outputs; o++) {
                solution[r][o] = system[r][inputs + o] / system[r][r];
            }
        }
        return solution;
    }
}
