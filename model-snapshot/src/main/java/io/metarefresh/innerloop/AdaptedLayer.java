package io.metarefresh.innerloop;

import io.metarefresh.snapshot.Activation;
import io.metarefresh.snapshot.Tensor;
import java.util.Arrays;

/**
 * One layer of the meta block for the entities of a chunk. The layer that an entity has after k steps is the snapshot's matrix minus a
 * sum of k rank-one terms (snapshot format, chapter 6); this class keeps the factors of these terms, never the matrix.
 */
final class AdaptedLayer implements AutoCloseable {
    private final FrozenMatrix weights;
    private final float[] bias;
    private final ActivationKernel activation;
    /** The layer below; null for the first layer, whose input is the same in every step. */
    private final AdaptedLayer below;

    /** Entity inputs x; of the first layer only. */
    private float[][] input = new float[0][];

    /** h_l by step and entity; step K included. */
    private float[][][] output = new float[0][][];
    /** δ_l by step and entity, unscaled. */
    private float[][][] delta = new float[0][][];
    /** x W + b of the first layer, the same in every step. */
    private float[][] frozenPart = new float[0][];

    private int entities;
    private int steps;
    /** g and β of each entity and step: the learning rates of weight and bias times the cap's factor κ. */
    private double[] weightRate = new double[0];

    private double[] biasRate = new double[0];
    /** ‖h_{l−1}‖² of each entity at the present step. */
    private double[] squaredInputNorm = new double[0];

    AdaptedLayer(Tensor weights, Tensor bias, Activation activation, AdaptedLayer below) {
        this.weights = FrozenMatrix.forEntities(weights);
        this.bias = bias.values();
        this.activation = ActivationKernel.of(activation);
        this.below = below;
    }

    /** x of each entity, to be filled in before the first step; of the first layer only. */
    float[][] input() {
        return input;
    }

    /** h_l of each entity after {@link #forward}. */
    float[][] output(int step) {
        return output[step];
    }

    /** δ_l of each entity: set it to ∂L/∂h_l, then call {@link #backward}. */
    float[][] delta(int step) {
        return delta[step];
    }

    /** Starts a chunk: no steps taken. */
    void begin(int entityCount, int stepCount) {
        entities = entityCount;
        steps = stepCount;
        output = reserved(output, steps + 1);
        delta = reserved(delta, steps);
        if (below == null) {
            input = Kernels.grown(input, entities, weights.in());
            frozenPart = Kernels.grown(frozenPart, entities, weights.out());
        }
        if (weightRate.length < entities * steps) {
            weightRate = new double[entities * steps];
            biasRate = new double[entities * steps];
        }
        if (squaredInputNorm.length < entities) {
            squaredInputNorm = new double[entities];
        }
    }

    private float[][][] reserved(float[][][] arrays, int count) {
        float[][][] reserved = arrays.length >= count ? arrays : Arrays.copyOf(arrays, count);
        for (int i = 0; i < count; i++) {
            reserved[i] = Kernels.grown(reserved[i] == null ? new float[0][] : reserved[i], entities, weights.out());
        }
        return reserved;
    }

    /** z = h W + b − Σ_j ( g_j ⟨h, h_j⟩ + β_j ) δ_j; the output is φ(z). */
    void forward(int step) {
        int in = weights.in();
        int out = weights.out();
        float[][] z = output[step];
        if (below != null) {
            frozenPart(inputAt(step), z);
        } else {
            if (step == 0) {
                frozenPart(input, frozenPart);
            }
            for (int m = 0; m < entities; m++) {
                System.arraycopy(frozenPart[m], 0, z[m], 0, out);
            }
        }
        for (int m = 0; m < entities; m++) {
            for (int j = 0; j < step; j++) {
                int at = m * steps + j;
                double inner = below == null ? squaredInputNorm[m] : Kernels.dot(inputAt(step)[m], inputAt(j)[m], in);
                Kernels.addScaled(z[m], (float) -(weightRate[at] * inner + biasRate[at]), delta[j][m], out);
            }
            activation.activate(z[m], out);
        }
    }

    private float[][] inputAt(int step) {
        return below == null ? input : below.output[step];
    }

    private void frozenPart(float[][] h, float[][] target) {
        for (int m = 0; m < entities; m++) {
            System.arraycopy(bias, 0, target[m], 0, bias.length);
            squaredInputNorm[m] = Kernels.squaredNorm(h[m], weights.in());
        }
        weights.addProduct(h, target, entities);
    }

    /**
     * δ_l = ∂L/∂h_l ⊙ φ′, and for the layer below ∂L/∂h_{l−1} = δ Wᵀ − Σ_j g_j ⟨δ, δ_j⟩ h_{l−1,j}.
     */
    void backward(int step) {
        int in = weights.in();
        int out = weights.out();
        float[][] present = delta[step];
        for (int m = 0; m < entities; m++) {
            activation.multiplyByDerivative(present[m], output[step][m], out);
        }
        if (below == null) {
            return;
        }
        float[][] target = below.delta[step];
        for (int m = 0; m < entities; m++) {
            Arrays.fill(target[m], 0, in, 0f);
        }
        weights.addTransposedProduct(present, target, entities);
        for (int m = 0; m < entities; m++) {
            for (int j = 0; j < step; j++) {
                double inner = Kernels.dot(present[m], delta[j][m], out);
                Kernels.addScaled(target[m], (float) -(weightRate[m * steps + j] * inner), inputAt(j)[m], in);
            }
        }
    }

    /** This layer's part of one entity's squared gradient norm: (‖h_{l−1}‖² + 1) ‖δ_l‖². */
    double squaredGradientNorm(int entity, int step) {
        return (squaredInputNorm[entity] + 1) * Kernels.squaredNorm(delta[step][entity], weights.out());
    }

    /** Takes the step for one entity: remembers the rates that go with its δ. */
    void remember(int entity, int step, double weightRateOfStep, double biasRateOfStep) {
        weightRate[entity * steps + step] = weightRateOfStep;
        biasRate[entity * steps + step] = biasRateOfStep;
    }

    @Override
    public void close() {
        weights.close();
    }
}
