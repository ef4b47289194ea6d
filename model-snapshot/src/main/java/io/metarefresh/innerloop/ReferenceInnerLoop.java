package io.metarefresh.innerloop;

import static io.metarefresh.innerloop.DoubleVectors.dot;
import static io.metarefresh.innerloop.DoubleVectors.plus;
import static io.metarefresh.innerloop.DoubleVectors.times;
import static io.metarefresh.innerloop.DoubleVectors.timesTransposed;
import static io.metarefresh.innerloop.DoubleVectors.widen;

import io.metarefresh.encoding.FeatureEncoder;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.interaction.SupportSetRules;
import io.metarefresh.snapshot.Activation;
import io.metarefresh.snapshot.InnerLoopSpec;
import io.metarefresh.snapshot.Manifest;
import io.metarefresh.snapshot.Snapshot;
import io.metarefresh.snapshot.Tensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * The inner loop of one entity as naively as it can be written: double precision, a full copy of the meta block's matrices, plain
 * backpropagation row by row (snapshot format, chapters 4 and 5). The low-rank, batched {@link InnerLoop} is compared with it; it is some
 * hundred times slower. The two share the encoding of features, and no arithmetic. GUARD is left to the caller. Safe for many threads.
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
    private final ReferenceGlobalBlock globalBlock;

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
        this.globalBlock = new ReferenceGlobalBlock(snapshot);
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
        private final KinkLog kinks;

        Run(SupportTask task, Set<Integer> flipped) {
            this.kinks = new KinkLog(flipped);
            this.rows = rules.select(task.rows());
            int layers = manifest.metaBlock().layers().size();
            weights = new double[layers][][];
            biases = new double[layers][];
            for (int l = 0; l < layers; l++) {
                weights[l] = ReferenceGlobalBlock.copy(snapshot.tensor("meta." + l + ".weight"));
                biases[l] = widen(snapshot.tensor("meta." + l + ".bias").values());
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
            return new Result(unadapted, embedding(), before, after, kinks.smallestDistance(), kinks.near());
        }

        private double[] supportWeights() {
            double[] w = new double[rows.size()];
            for (int i = 0; i < w.length; i++) {
                // In double: a difference of extreme times would overflow a long.
                double age = (double) rows.get(w.length - 1).eventTimeMillis()
                        - (double) rows.get(i).eventTimeMillis();
                double decay = spec.halfLife() == null ? 1 : Math.pow(0.5, age / millis(spec.halfLife()));
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
                    double score = globalBlock.score(globalBlock.forward(e, contexts.get(i)));
                    total += w[i] * spec.loss().of(score, rows.get(i).label());
                }
            }
            return total / denominator;
        }

        private void step(double[] w, double denominator, float[] rates, int ratesFrom) {
            ReferencePass meta = metaForward();
            double[] e = meta.output();
            double[] g = new double[e.length];
            for (int i = 0; i < w.length; i++) {
                ReferencePass global = globalBlock.forward(e, contexts.get(i));
                double prediction = spec.loss().prediction(globalBlock.score(global));
                double r = w[i] * (prediction - rows.get(i).label()) / denominator;
                g = plus(g, globalBlock.embeddingGradient(e, contexts.get(i), global, r, kinks));
            }
            int layers = weights.length;
            double[][] delta = new double[layers][];
            double squaredNorm = 0;
            for (int l = layers - 1; l >= 0; l--) {
                delta[l] = kinks.timesDerivative(g, meta.z[l], activation(l));
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

        private ReferencePass metaForward() {
            ReferencePass pass = new ReferencePass(weights.length);
            pass.input[0] = entityInput;
            for (int l = 0; l < weights.length; l++) {
                pass.z[l] = plus(times(pass.input[l], weights[l], biases[l].length), biases[l]);
                pass.input[l + 1] = ReferencePass.activate(pass.z[l], activation(l));
            }
            return pass;
        }
    }

    private static double millis(Duration duration) {
        return duration.getSeconds() * 1e3 + duration.getNano() / 1e6;
    }
}
