package io.metarefresh.innerloop;

import io.metarefresh.encoding.FeatureEncoder;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.snapshot.Activation;
import io.metarefresh.snapshot.InnerLoopSpec;
import io.metarefresh.snapshot.LayerSpec;
import io.metarefresh.snapshot.Loss;
import io.metarefresh.snapshot.Manifest;
import io.metarefresh.snapshot.Snapshot;
import io.metarefresh.snapshot.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The inner loop of one entity as naively as it can be written: double precision, a full copy of the meta block's matrices, plain
 * backpropagation row by row (snapshot format, chapters 4 and 5). What the low-rank, batched one is compared with.
 */
final class ReferenceInnerLoop {
    private final Snapshot snapshot;
    private final Manifest manifest;
    private final InnerLoopSpec spec;
    /** The adapted copy: weights[l][in][out], biases[l][out]. */
    private final double[][][] weights;

    private final double[][] biases;
    private final double[] entityInput;
    private final Map<String, double[][]> matrices = new HashMap<>();
    private final List<double[]> contexts = new ArrayList<>();
    private final List<Interaction> rows;
    private double smallestKinkDistance = Double.POSITIVE_INFINITY;

    /** Result of {@link #run}: losses are NaN where no step is taken. */
    record Result(double[] embedding, double lossBefore, double lossAfter, double smallestKinkDistance) {}

    ReferenceInnerLoop(Snapshot snapshot, SupportTask task) {
        this.snapshot = snapshot;
        this.manifest = snapshot.manifest();
        this.spec = manifest.innerLoop();
        this.rows = task.rows();
        int layers = manifest.metaBlock().layers().size();
        weights = new double[layers][][];
        biases = new double[layers][];
        for (int l = 0; l < layers; l++) {
            weights[l] = matrix("meta." + l + ".weight");
            biases[l] = vector("meta." + l + ".bias");
        }
        FeatureEncoder encoder = new FeatureEncoder(snapshot);
        float[] input = new float[encoder.entityWidth()];
        encoder.encodeEntity(task.entityId(), task.profile(), input, 0);
        entityInput = widen(input);
        for (Interaction row : rows) {
            float[] context = new float[encoder.contextWidth()];
            encoder.encodeContext(row.memberId(), row.itemId(), row.context(), context, 0);
            contexts.add(widen(context));
        }
    }

    Result run() {
        double[] w = new double[rows.size()];
        double sum = 0;
        for (int i = 0; i < w.length; i++) {
            double age = rows.get(w.length - 1).eventTimeMillis() - rows.get(i).eventTimeMillis();
            double decay = spec.halfLife() == null
                    ? 1
                    : Math.pow(0.5, age / spec.halfLife().toMillis());
            w[i] = rows.get(i).weight() * decay;
            sum += w[i];
        }
        if (sum == 0) {
            return new Result(embedding(), Double.NaN, Double.NaN, smallestKinkDistance);
        }
        double before = loss(w, sum);
        Tensor rates = snapshot.tensor("inner_loop.learning_rates");
        for (int k = 0; k < spec.steps(); k++) {
            step(w, sum + spec.priorWeight(), rates.values(), k * rates.columns());
        }
        return new Result(embedding(), before, loss(w, sum), smallestKinkDistance);
    }

    double[] embedding() {
        double[][] h = metaForward();
        return h[h.length - 1];
    }

    /** Weighted mean loss with this denominator. */
    double loss(double[] w, double denominator) {
        double[] e = embedding();
        double total = 0;
        for (int i = 0; i < w.length; i++) {
            if (w[i] > 0) {
                double s = score(e, contexts.get(i));
                double y = rows.get(i).label();
                total += w[i]
                        * (spec.loss() == Loss.LOGISTIC
                                ? -y * logSigmoid(s) - (1 - y) * logSigmoid(-s)
                                : 0.5 * (s - y) * (s - y));
            }
        }
        return total / denominator;
    }

    private static double logSigmoid(double s) {
        return s > 0 ? -Math.log1p(Math.exp(-s)) : s - Math.log1p(Math.exp(s));
    }

    double score(double[] e, double[] c) {
        double[][] h = globalForward(e, c);
        return dot(h[h.length - 1], vector("head.weight")) + vector("head.bias")[0];
    }

    private void step(double[] w, double denominator, float[] rates, int ratesFrom) {
        double[][] h = metaForward();
        double[] e = h[h.length - 1];
        double[] gradient = new double[e.length];
        for (int i = 0; i < w.length; i++) {
            double s = score(e, contexts.get(i));
            double prediction = spec.loss() == Loss.LOGISTIC ? 1 / (1 + Math.exp(-s)) : s;
            double r = w[i] * (prediction - rows.get(i).label()) / denominator;
            double[] ofRow = embeddingGradient(e, contexts.get(i), r);
            for (int d = 0; d < gradient.length; d++) {
                gradient[d] += ofRow[d];
            }
        }
        int layers = weights.length;
        double[][] delta = new double[layers][];
        double[] g = gradient;
        double squaredNorm = 0;
        for (int l = layers - 1; l >= 0; l--) {
            delta[l] = timesDerivative(
                    g, h[l + 1], manifest.metaBlock().layers().get(l).activation());
            g = timesTransposed(delta[l], weights[l]);
            squaredNorm += (dot(h[l], h[l]) + 1) * dot(delta[l], delta[l]);
        }
        double norm = Math.sqrt(squaredNorm);
        Double cap = spec.maxGradientNorm();
        double kappa = cap == null || norm <= cap ? 1 : cap / norm;
        for (int l = 0; l < layers; l++) {
            for (int o = 0; o < delta[l].length; o++) {
                for (int in = 0; in < h[l].length; in++) {
                    weights[l][in][o] -= rates[ratesFrom + 2 * l] * kappa * h[l][in] * delta[l][o];
                }
                biases[l][o] -= rates[ratesFrom + 2 * l + 1] * kappa * delta[l][o];
            }
        }
    }

    private double[][] metaForward() {
        List<LayerSpec> layers = manifest.metaBlock().layers();
        double[][] h = new double[layers.size() + 1][];
        h[0] = entityInput;
        for (int l = 0; l < layers.size(); l++) {
            h[l + 1] = activate(
                    plus(times(h[l], weights[l], biases[l].length), biases[l]),
                    layers.get(l).activation());
        }
        return h;
    }

    /** Outputs of every global layer; the first one with the product branch appended. */
    private double[][] globalForward(double[] e, double[] c) {
        List<LayerSpec> layers = manifest.globalBlock().layers();
        double[][] h = new double[layers.size()][];
        int hidden = layers.get(0).units();
        double[] z = plus(times(e, matrix("global.0.entity.weight"), hidden), vector("global.0.bias"));
        h[0] = activate(
                plus(z, times(c, matrix("global.0.context.weight"), hidden)),
                layers.get(0).activation());
        if (manifest.globalBlock().product()) {
            double[] gate = gate(c, e.length);
            double[] joined = Arrays.copyOf(h[0], hidden + e.length);
            for (int d = 0; d < e.length; d++) {
                joined[hidden + d] = e[d] * gate[d];
            }
            h[0] = joined;
        }
        for (int j = 1; j < h.length; j++) {
            double[] bias = vector("global." + j + ".bias");
            h[j] = activate(
                    plus(times(h[j - 1], matrix("global." + j + ".weight"), bias.length), bias),
                    layers.get(j).activation());
        }
        return h;
    }

    private double[] gate(double[] c, int dimension) {
        return plus(times(c, matrix("global.product.weight"), dimension), vector("global.product.bias"));
    }

    private double[] embeddingGradient(double[] e, double[] c, double r) {
        List<LayerSpec> layers = manifest.globalBlock().layers();
        double[][] h = globalForward(e, c);
        double[] g = vector("head.weight");
        for (int i = 0; i < g.length; i++) {
            g[i] *= r;
        }
        for (int j = h.length - 1; j >= 1; j--) {
            g = timesTransposed(
                    timesDerivative(g, h[j], layers.get(j).activation()), matrix("global." + j + ".weight"));
        }
        int hidden = layers.get(0).units();
        double[] u = Arrays.copyOf(h[0], hidden);
        double[] delta =
                timesDerivative(Arrays.copyOf(g, hidden), u, layers.get(0).activation());
        double[] result = timesTransposed(delta, matrix("global.0.entity.weight"));
        if (manifest.globalBlock().product()) {
            double[] gate = gate(c, e.length);
            for (int d = 0; d < e.length; d++) {
                result[d] += g[hidden + d] * gate[d];
            }
        }
        return result;
    }

    private double[] activate(double[] z, Activation activation) {
        double[] h = new double[z.length];
        for (int i = 0; i < z.length; i++) {
            if (activation == Activation.RELU) {
                smallestKinkDistance = Math.min(smallestKinkDistance, Math.abs(z[i]));
            }
            h[i] = switch (activation) {
                case RELU -> Math.max(0, z[i]);
                case TANH -> Math.tanh(z[i]);
                case IDENTITY -> z[i];
            };
        }
        return h;
    }

    private static double[] timesDerivative(double[] g, double[] output, Activation activation) {
        double[] result = new double[g.length];
        for (int i = 0; i < g.length; i++) {
            result[i] = g[i]
                    * switch (activation) {
                        case RELU -> output[i] > 0 ? 1 : 0;
                        case TANH -> 1 - output[i] * output[i];
                        case IDENTITY -> 1;
                    };
        }
        return result;
    }

    private static double[] times(double[] h, double[][] matrix, int out) {
        double[] result = new double[out];
        for (int i = 0; i < h.length; i++) {
            for (int o = 0; o < out; o++) {
                result[o] += h[i] * matrix[i][o];
            }
        }
        return result;
    }

    private static double[] timesTransposed(double[] delta, double[][] matrix) {
        double[] result = new double[matrix.length];
        for (int i = 0; i < matrix.length; i++) {
            result[i] = dot(delta, matrix[i]);
        }
        return result;
    }

    private static double[] plus(double[] a, double[] b) {
        double[] sum = a.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += b[i];
        }
        return sum;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private double[][] matrix(String name) {
        return name.startsWith("meta.") ? copy(name) : matrices.computeIfAbsent(name, this::copy);
    }

    private double[][] copy(String name) {
        Tensor tensor = snapshot.tensor(name);
        double[][] matrix = new double[tensor.rows()][tensor.columns()];
        for (int i = 0; i < tensor.rows(); i++) {
            for (int o = 0; o < tensor.columns(); o++) {
                matrix[i][o] = tensor.values()[i * tensor.columns() + o];
            }
        }
        return matrix;
    }

    private double[] vector(String name) {
        return widen(snapshot.tensor(name).values());
    }

    private static double[] widen(float[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }
}
