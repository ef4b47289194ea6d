package io.metarefresh.innerloop;

import io.metarefresh.encoding.FeatureEncoder;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.interaction.SupportSetRules;
import io.metarefresh.snapshot.Activation;
import io.metarefresh.snapshot.InnerLoopSpec;
import io.metarefresh.snapshot.LayerSpec;
import io.metarefresh.snapshot.Loss;
import io.metarefresh.snapshot.Manifest;
import io.metarefresh.snapshot.Snapshot;
import io.metarefresh.snapshot.Tensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The inner loop of one entity as naively as it can be written: double precision, a full copy of the meta block's matrices, plain
 * backpropagation row by row (snapshot format, chapters 4 and 5). What the low-rank, batched one is compared with, some hundred times
 * slower. It shares with that one the encoding of features, and no arithmetic; GUARD is not its business. Safe for many threads.
 *
 * <p>It notes how near to its kink each relu came through which a gradient went. Rounding can decide on which side such a relu is, and
 * {@link #adapt(SupportTask, Set)} computes what comes of the other side.
 */
public final class ReferenceInnerLoop {
    private final Snapshot snapshot;
    private final Manifest manifest;
    private final InnerLoopSpec spec;
    private final SupportSetRules rules;
    private final FeatureEncoder encoder;
    /** Of the frozen side. */
    private final Map<String, double[][]> matrices = new ConcurrentHashMap<>();

    /**
     * A relu that a gradient went through.
     *
     * @param index its place in the order of the computation
     * @param distance |z| of its pre-activation z
     */
    public record Kink(int index, double distance) {}

    /**
     * What came out.
     *
     * @param unadapted e(θ_0)
     * @param embedding e(θ_K)
     * @param lossBefore NaN where no step is taken
     * @param lossAfter NaN where no step is taken
     * @param smallestKinkDistance smallest |z| of any relu that a gradient went through; infinite where there was none
     * @param nearKinks all that were within {@link KinkCheck#TOLERANCE}
     */
    public record Result(
            double[] unadapted,
            double[] embedding,
            double lossBefore,
            double lossAfter,
            double smallestKinkDistance,
            List<Kink> nearKinks) {}

    public ReferenceInnerLoop(Snapshot snapshot) {
        this.snapshot = snapshot;
        this.manifest = snapshot.manifest();
        this.spec = manifest.innerLoop();
        this.rules = new SupportSetRules(spec.supportMaxSize(), spec.supportHorizon());
        this.encoder = new FeatureEncoder(snapshot);
    }

    public Result adapt(SupportTask task) {
        return adapt(task, Set.of());
    }

    /** @param flipped indices of the relus whose derivative is that of the other side of the kink */
    public Result adapt(SupportTask task, Set<Integer> flipped) {
        return new Run(task, flipped).run();
    }

    private final class Run {
        /** The adapted copy: weights[l][in][out], biases[l][out]. */
        private final double[][][] weights;

        private final double[][] biases;
        private final double[] entityInput;
        private final List<double[]> contexts = new ArrayList<>();
        private final List<Interaction> rows;
        private final Set<Integer> flipped;
        private final List<Kink> nearKinks = new ArrayList<>();
        private int relus;
        private double smallestKinkDistance = Double.POSITIVE_INFINITY;

        Run(SupportTask task, Set<Integer> flipped) {
            this.flipped = flipped;
            this.rows = rules.select(task.rows());
            int layers = manifest.metaBlock().layers().size();
            weights = new double[layers][][];
            biases = new double[layers][];
            for (int l = 0; l < layers; l++) {
                weights[l] = copy("meta." + l + ".weight");
                biases[l] = vector("meta." + l + ".bias");
            }
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
            double[] unadapted = embedding();
            double[] w = supportWeights();
            double sum = Arrays.stream(w).sum();
            if (sum == 0) {
                return result(unadapted, Double.NaN, Double.NaN);
            }
            double before = loss(w, sum);
            Tensor rates = snapshot.tensor("inner_loop.learning_rates");
            for (int k = 0; k < spec.steps(); k++) {
                step(w, sum + spec.priorWeight(), rates.values(), k * rates.columns());
            }
            return result(unadapted, before, loss(w, sum));
        }

        private Result result(double[] unadapted, double before, double after) {
            return new Result(unadapted, embedding(), before, after, smallestKinkDistance, List.copyOf(nearKinks));
        }

        private double[] supportWeights() {
            double[] w = new double[rows.size()];
            for (int i = 0; i < w.length; i++) {
                // In double: a difference of extreme times would overflow a long.
                double age = (double) rows.get(w.length - 1).eventTimeMillis()
                        - (double) rows.get(i).eventTimeMillis();
                double decay = spec.halfLife() == null ? 1 : Math.pow(0.5, age / millis(spec.halfLife()));
                if (spec.recency() != null) {
                    double place = w.length - 1 - i;
                    decay *= Math.exp(-spec.recency().rank() * place)
                            * Math.pow(1 + age / 3_600_000, -spec.recency().age());
                }
                w[i] = rows.get(i).weight() * decay;
            }
            return w;
        }

        private double[] embedding() {
            return metaForward().output();
        }

        /** Weighted mean loss with this denominator. */
        private double loss(double[] w, double denominator) {
            double[] e = embedding();
            double total = 0;
            for (int i = 0; i < w.length; i++) {
                if (w[i] > 0) {
                    double s = score(globalForward(e, contexts.get(i)));
                    double y = rows.get(i).label();
                    total += w[i]
                            * (spec.loss() == Loss.LOGISTIC
                                    ? -y * logSigmoid(s) - (1 - y) * logSigmoid(-s)
                                    : 0.5 * (s - y) * (s - y));
                }
            }
            return total / denominator;
        }

        private double score(Pass global) {
            return dot(global.output(), vector("head.weight")) + vector("head.bias")[0];
        }

        private void step(double[] w, double denominator, float[] rates, int ratesFrom) {
            Pass meta = metaForward();
            double[] e = meta.output();
            double[] g = new double[e.length];
            for (int i = 0; i < w.length; i++) {
                Pass global = globalForward(e, contexts.get(i));
                double s = score(global);
                double prediction = spec.loss() == Loss.LOGISTIC ? 1 / (1 + Math.exp(-s)) : s;
                double r = w[i] * (prediction - rows.get(i).label()) / denominator;
                g = plus(g, embeddingGradient(e, contexts.get(i), global, r));
            }
            int layers = weights.length;
            double[][] delta = new double[layers][];
            double squaredNorm = 0;
            for (int l = layers - 1; l >= 0; l--) {
                delta[l] = timesDerivative(g, meta.z[l], activation(l));
                g = timesTransposed(delta[l], weights[l]);
                squaredNorm += (dot(meta.input[l], meta.input[l]) + 1) * dot(delta[l], delta[l]);
            }
            double norm = Math.sqrt(squaredNorm);
            Double cap = spec.maxGradientNorm();
            double kappa = cap == null || norm <= cap ? 1 : cap / norm;
            for (int l = 0; l < layers; l++) {
                double[] h = meta.input[l];
                for (int o = 0; o < delta[l].length; o++) {
                    for (int in = 0; in < h.length; in++) {
                        weights[l][in][o] -= rates[ratesFrom + 2 * l] * kappa * h[in] * delta[l][o];
                    }
                    biases[l][o] -= rates[ratesFrom + 2 * l + 1] * kappa * delta[l][o];
                }
            }
        }

        private Activation activation(int metaLayer) {
            return manifest.metaBlock().layers().get(metaLayer).activation();
        }

        private Pass metaForward() {
            Pass pass = new Pass(weights.length);
            pass.input[0] = entityInput;
            for (int l = 0; l < weights.length; l++) {
                pass.z[l] = plus(times(pass.input[l], weights[l], biases[l].length), biases[l]);
                pass.input[l + 1] = activate(pass.z[l], activation(l));
            }
            return pass;
        }

        private double[] embeddingGradient(double[] e, double[] c, Pass global, double r) {
            List<LayerSpec> layers = manifest.globalBlock().layers();
            double[] g = vector("head.weight");
            for (int i = 0; i < g.length; i++) {
                g[i] *= r;
            }
            for (int j = layers.size() - 1; j >= 1; j--) {
                double[] delta = timesDerivative(g, global.z[j], layers.get(j).activation());
                g = timesTransposed(delta, matrix("global." + j + ".weight"));
            }
            int hidden = layers.get(0).units();
            double[] delta = timesDerivative(
                    Arrays.copyOf(g, hidden), global.z[0], layers.get(0).activation());
            double[] result = timesTransposed(delta, matrix("global.0.entity.weight"));
            if (manifest.globalBlock().product()) {
                double[] gate = gate(c, e.length);
                for (int d = 0; d < e.length; d++) {
                    result[d] += g[hidden + d] * gate[d];
                }
            }
            return result;
        }

        /** g ⊙ φ′(z). A relu without a gradient is none that could be on a wrong side. */
        private double[] timesDerivative(double[] g, double[] z, Activation activation) {
            double[] result = new double[g.length];
            for (int i = 0; i < g.length; i++) {
                result[i] = switch (activation) {
                    case RELU -> g[i] != 0 && isOn(z[i]) ? g[i] : 0;
                    case TANH -> g[i] * (1 - Math.tanh(z[i]) * Math.tanh(z[i]));
                    case IDENTITY -> g[i];
                };
            }
            return result;
        }

        private boolean isOn(double z) {
            int index = relus++;
            double distance = Math.abs(z);
            smallestKinkDistance = Math.min(smallestKinkDistance, distance);
            if (distance <= KinkCheck.TOLERANCE) {
                nearKinks.add(new Kink(index, distance));
            }
            return z > 0 != flipped.contains(index);
        }
    }

    /** Pre-activations of each layer, and its input; behind the last one's the output of the block. */
    private static final class Pass {
        private final double[][] z;
        private final double[][] input;

        Pass(int layers) {
            z = new double[layers][];
            input = new double[layers + 1][];
        }

        double[] output() {
            return input[input.length - 1];
        }
    }

    /** The input of the first layer is e alone; its output has the product branch appended. */
    private Pass globalForward(double[] e, double[] c) {
        List<LayerSpec> layers = manifest.globalBlock().layers();
        Pass pass = new Pass(layers.size());
        int hidden = layers.get(0).units();
        pass.input[0] = e;
        pass.z[0] = plus(
                plus(times(e, matrix("global.0.entity.weight"), hidden), vector("global.0.bias")),
                times(c, matrix("global.0.context.weight"), hidden));
        pass.input[1] = activate(pass.z[0], layers.get(0).activation());
        if (manifest.globalBlock().product()) {
            double[] gate = gate(c, e.length);
            double[] joined = Arrays.copyOf(pass.input[1], hidden + e.length);
            for (int d = 0; d < e.length; d++) {
                joined[hidden + d] = e[d] * gate[d];
            }
            pass.input[1] = joined;
        }
        for (int j = 1; j < layers.size(); j++) {
            double[] bias = vector("global." + j + ".bias");
            pass.z[j] = plus(times(pass.input[j], matrix("global." + j + ".weight"), bias.length), bias);
            pass.input[j + 1] = activate(pass.z[j], layers.get(j).activation());
        }
        return pass;
    }

    private double[] gate(double[] c, int dimension) {
        return plus(times(c, matrix("global.product.weight"), dimension), vector("global.product.bias"));
    }

    private static double millis(Duration duration) {
        return duration.getSeconds() * 1e3 + duration.getNano() / 1e6;
    }

    private static double logSigmoid(double s) {
        return s > 0 ? -Math.log1p(Math.exp(-s)) : s - Math.log1p(Math.exp(s));
    }

    private static double[] activate(double[] z, Activation activation) {
        double[] h = new double[z.length];
        for (int i = 0; i < z.length; i++) {
            h[i] = switch (activation) {
                case RELU -> Math.max(0, z[i]);
                case TANH -> Math.tanh(z[i]);
                case IDENTITY -> z[i];
            };
        }
        return h;
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
        return matrices.computeIfAbsent(name, this::copy);
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
