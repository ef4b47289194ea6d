package io.metarefresh.evaluation.yardstick;

import io.metarefresh.snapshot.Loss;

/**
 * score = base + bias + weights · standardised columns, fitted by Newton steps whose linear systems are solved by conjugate gradients
 * (Lin, Weng and Keerthi, Trust region Newton method for large-scale logistic regression, JMLR 9, 2008; here with halved steps in the place
 * of the trust region). A missing number counts as the column's mean.
 */
final class LinearModel {
    private static final int MAX_NEWTON_STEPS = 30;
    private static final int MAX_GRADIENT_STEPS = 100;
    private static final int MAX_HALVINGS = 20;
    /** Newton steps end when the gradient's norm has fallen by this. */
    private static final double GRADIENT_FALL = 1e-5;
    /** The systems are solved to this share of the gradient's norm. */
    private static final double SYSTEM_TOLERANCE = 0.05;

    private final ScoreScale scale;
    private final int width;
    private final double[] means;
    private final double[] deviations;
    /** By column, then the bias. */
    private double[] weights;

    private LinearModel(FeatureTable table, int fit, ScoreScale scale) {
        this.scale = scale;
        this.width = table.width();
        this.means = new double[width];
        this.deviations = new double[width];
        this.weights = new double[width + 1];
        for (int c = 0; c < width; c++) {
            double sum = 0;
            double squares = 0;
            int count = 0;
            for (int r = 0; r < fit; r++) {
                double value = table.values()[r * width + c];
                if (!Double.isNaN(value)) {
                    sum += value;
                    squares += value * value;
                    count++;
                }
            }
            means[c] = count == 0 ? 0 : sum / count;
            double variance = count == 0 ? 0 : squares / count - means[c] * means[c];
            // A column that is the same everywhere, up to rounding, says nothing.
            deviations[c] = variance > 1e-12 * Math.max(1, means[c] * means[c]) ? Math.sqrt(variance) : 0;
        }
    }

    /** Of the rows before {@code fit}; {@code l2} / 2 times the squared norm of the weights is added to the sum of the losses. */
    static LinearModel fit(FeatureTable table, float[] labels, int fit, Loss loss, double l2) {
        LinearModel model = new LinearModel(table, fit, ScoreScale.of(labels, 0, fit, loss));
        model.newton(model.standardised(table, 0, fit), labels, fit, l2);
        return model;
    }

    /** Predictions of the rows [from, until). */
    float[] predict(FeatureTable table, int from, int until) {
        float[] rows = standardised(table, from, until);
        float[] predictions = new float[until - from];
        for (int r = 0; r < predictions.length; r++) {
            predictions[r] = scale.prediction(scale.base() + product(rows, r, weights));
        }
        return predictions;
    }

    private float[] standardised(FeatureTable table, int from, int until) {
        float[] rows = table.rows(from, until);
        for (int k = 0; k < rows.length; k++) {
            int c = k % width;
            rows[k] = deviations[c] == 0 || Float.isNaN(rows[k]) ? 0 : (float) ((rows[k] - means[c]) / deviations[c]);
        }
        return rows;
    }

    private double product(float[] rows, int row, double[] vector) {
        double sum = vector[width];
        for (int c = 0, at = row * width; c < width; c++, at++) {
            sum += rows[at] * vector[c];
        }
        return sum;
    }

    private void add(float[] rows, int row, double factor, double[] to) {
        for (int c = 0, at = row * width; c < width; c++, at++) {
            to[c] += factor * rows[at];
        }
        to[width] += factor;
    }

    private void newton(float[] rows, float[] labels, int fit, double l2) {
        double[] gradient = new double[width + 1];
        double[] curvature = new double[fit];
        double first = -1;
        for (int step = 0; step < MAX_NEWTON_STEPS; step++) {
            double objective = derivatives(rows, labels, weights, l2, gradient, curvature);
            double norm = norm(gradient);
            first = first < 0 ? norm : first;
            if (norm <= GRADIENT_FALL * first) {
                return;
            }
            double[] direction = solve(rows, curvature, gradient, l2);
            double slope = dot(gradient, direction);
            double length = 1;
            double[] next = moved(direction, length);
            // Armijo's rule; the objective is convex, so that some step along the direction lowers it.
            for (int h = 0;
                    h < MAX_HALVINGS && objective(rows, labels, next, l2) > objective + 1e-4 * length * slope;
                    h++) {
                length /= 2;
                next = moved(direction, length);
            }
            weights = next;
        }
    }

    private double[] moved(double[] direction, double length) {
        double[] next = weights.clone();
        for (int c = 0; c < next.length; c++) {
            next[c] += length * direction[c];
        }
        return next;
    }

    /** Fills gradient and curvature, returns the objective. */
    private double derivatives(
            float[] rows, float[] labels, double[] at, double l2, double[] gradient, double[] curvature) {
        java.util.Arrays.fill(gradient, 0);
        for (int r = 0; r < curvature.length; r++) {
            double expected = scale.expected(scale.base() + product(rows, r, at));
            curvature[r] = scale.loss() == Loss.LOGISTIC ? expected * (1 - expected) : 1;
            add(rows, r, expected - scale.scaled(labels[r]), gradient);
        }
        for (int c = 0; c < width; c++) {
            gradient[c] += l2 * at[c];
        }
        return objective(rows, labels, at, l2);
    }

    private double objective(float[] rows, float[] labels, double[] at, double l2) {
        double sum = 0;
        for (int r = 0; r < rows.length / Math.max(1, width); r++) {
            double score = scale.base() + product(rows, r, at);
            double label = scale.scaled(labels[r]);
            sum += scale.loss() == Loss.LOGISTIC
                    ? Math.max(score, 0) + Math.log1p(Math.exp(-Math.abs(score))) - label * score
                    : (score - label) * (score - label) / 2;
        }
        for (int c = 0; c < width; c++) {
            sum += l2 / 2 * at[c] * at[c];
        }
        return sum;
    }

    /** The direction d with (Xᵀ diag(curvature) X + l2) d = −gradient, about. */
    private double[] solve(float[] rows, double[] curvature, double[] gradient, double l2) {
        double[] direction = new double[width + 1];
        double[] rest = new double[width + 1];
        for (int c = 0; c < rest.length; c++) {
            rest[c] = -gradient[c];
        }
        double[] conjugate = rest.clone();
        double square = dot(rest, rest);
        double enough = SYSTEM_TOLERANCE * Math.sqrt(square);
        for (int step = 0; step < MAX_GRADIENT_STEPS && Math.sqrt(square) > enough; step++) {
            double[] image = new double[width + 1];
            for (int r = 0; r < curvature.length; r++) {
                add(rows, r, curvature[r] * product(rows, r, conjugate), image);
            }
            for (int c = 0; c < width; c++) {
                image[c] += l2 * conjugate[c];
            }
            double length = square / dot(conjugate, image);
            for (int c = 0; c < rest.length; c++) {
                direction[c] += length * conjugate[c];
                rest[c] -= length * image[c];
            }
            double next = dot(rest, rest);
            for (int c = 0; c < rest.length; c++) {
                conjugate[c] = rest[c] + next / square * conjugate[c];
            }
            square = next;
        }
        return direction;
    }

    private static double norm(double[] vector) {
        return Math.sqrt(dot(vector, vector));
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int c = 0; c < a.length; c++) {
            sum += a[c] * b[c];
        }
        return sum;
    }
}
