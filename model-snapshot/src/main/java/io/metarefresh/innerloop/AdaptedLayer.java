package io.metarefresh.innerloop;

import io.metarefresh.snapshot.Activation;
import io.metarefresh.snapshot.Tensor;

/**
 * One layer of the meta block for a batch of entities. The layer that an entity has after k steps is the snapshot's matrix minus a sum of
 * k rank-one terms (snapshot format, chapter 6); this class keeps the factors of these terms, never the matrix.
 */
final class AdaptedLayer implements AutoCloseable {
    private final FrozenMatrix weights;
    private final float[] bias;
    private final Activation activation;
    /** The first layer's input is the same in every step, so its frozen part is computed once a batch. */
    private final boolean first;

    private final Columns output;
    private final Columns delta;
    private float[] frozenPart = new float[0];

    private int entities;
    private int steps;
    /** h_{l−1} of each entity and step, at (entity × steps + step) × in; of step 0 only for the first layer. */
    private float[] inputHistory = new float[0];
    /** δ_l of each entity and step, unscaled, at (entity × steps + step) × out. */
    private float[] deltaHistory = new float[0];
    /** g and β of each entity and step: the learning rates of weight and bias times the cap's factor κ. */
    private double[] weightRate = new double[0];

    private double[] biasRate = new double[0];
    /** ‖h_{l−1}‖² of each entity at the present step. */
    private double[] squaredInputNorm = new double[0];

    AdaptedLayer(Tensor weights, Tensor bias, Activation activation, boolean first) {
        this.weights = new FrozenMatrix(weights);
        this.bias = bias.values();
        this.activation = activation;
        this.first = first;
        this.output = new Columns(this.weights.out());
        this.delta = new Columns(this.weights.out());
    }

    Columns output() {
        return output;
    }

    /** δ_l of the present step: set it to ∂L/∂h_l, then call {@link #multiplyDeltaByDerivative}. */
    Columns delta() {
        return delta;
    }

    /** Starts a batch: no steps taken. */
    void begin(int entityCount, int stepCount) {
        entities = entityCount;
        steps = stepCount;
        output.reserve(entities);
        delta.reserve(entities);
        inputHistory = grown(inputHistory, (long) entities * (first ? 1 : steps) * weights.in());
        deltaHistory = grown(deltaHistory, (long) entities * steps * weights.out());
        if (weightRate.length < entities * steps) {
            weightRate = new double[entities * steps];
            biasRate = new double[entities * steps];
        }
        if (squaredInputNorm.length < entities) {
            squaredInputNorm = new double[entities];
        }
    }

    /** z = h W + b − Σ_j ( g_j ⟨h, h_j⟩ + β_j ) δ_j; the output is φ(z). */
    void forward(Columns input, int step) {
        int in = weights.in();
        int out = weights.out();
        if (!first || step == 0) {
            weights.multiply(input, output, entities);
            float[] z = output.values();
            for (int m = 0; m < entities; m++) {
                for (int o = 0; o < out; o++) {
                    z[m * out + o] += bias[o];
                }
                squaredInputNorm[m] = Kernels.squaredNorm(input.values(), m * in, in);
            }
        }
        float[] z = output.values();
        if (first) {
            if (step == 0) {
                frozenPart = grown(frozenPart, (long) entities * out);
                System.arraycopy(z, 0, frozenPart, 0, entities * out);
            } else {
                System.arraycopy(frozenPart, 0, z, 0, entities * out);
            }
        }
        float[] h = input.values();
        for (int m = 0; m < entities; m++) {
            for (int j = 0; j < step; j++) {
                int at = m * steps + j;
                double inner = first ? squaredInputNorm[m] : Kernels.dot(h, m * in, inputHistory, at * in, in);
                Kernels.subtractScaled(
                        z, m * out, (float) (weightRate[at] * inner + biasRate[at]), deltaHistory, at * out, out);
            }
            if (!first && step < steps) {
                System.arraycopy(h, m * in, inputHistory, (m * steps + step) * in, in);
            }
        }
        Kernels.activate(activation, z, 0, entities * out);
    }

    void multiplyDeltaByDerivative() {
        Kernels.multiplyByDerivative(activation, delta.values(), output.values(), 0, entities * weights.out());
    }

    /** ∂L/∂h_{l−1} = δ Wᵀ − Σ_j g_j ⟨δ, δ_j⟩ h_{l−1,j}. Not for the first layer: nobody needs it there. */
    void backward(Columns target, int step) {
        int in = weights.in();
        int out = weights.out();
        weights.multiplyTransposed(delta, target, entities);
        for (int m = 0; m < entities; m++) {
            for (int j = 0; j < step; j++) {
                int at = m * steps + j;
                float inner = Kernels.dot(delta.values(), m * out, deltaHistory, at * out, out);
                Kernels.subtractScaled(
                        target.values(), m * in, (float) (weightRate[at] * inner), inputHistory, at * in, in);
            }
        }
    }

    /** This layer's part of one entity's squared gradient norm: (‖h_{l−1}‖² + 1) ‖δ_l‖². */
    double squaredGradientNorm(int entity) {
        int out = weights.out();
        return (squaredInputNorm[entity] + 1) * Kernels.squaredNorm(delta.values(), entity * out, out);
    }

    /** Takes the step: remembers δ and the rates for one entity. */
    void remember(int entity, int step, double weightRateOfStep, double biasRateOfStep) {
        int out = weights.out();
        int at = entity * steps + step;
        System.arraycopy(delta.values(), entity * out, deltaHistory, at * out, out);
        weightRate[at] = weightRateOfStep;
        biasRate[at] = biasRateOfStep;
    }

    @Override
    public void close() {
        weights.close();
        output.close();
        delta.close();
    }

    private static float[] grown(float[] array, long size) {
        return array.length >= size ? array : new float[Math.toIntExact(size)];
    }
}
