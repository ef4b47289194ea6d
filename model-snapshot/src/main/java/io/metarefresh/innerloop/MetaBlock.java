package io.metarefresh.innerloop;

import io.metarefresh.snapshot.LayerSpec;
import io.metarefresh.snapshot.Snapshot;
import io.metarefresh.snapshot.Tensor;
import java.util.ArrayList;
import java.util.List;

/** The meta block of a batch of entities, each with its own adapted copy in low-rank form (snapshot format, chapters 4 and 6). */
final class MetaBlock implements AutoCloseable {
    private final List<AdaptedLayer> layers = new ArrayList<>();
    private final Columns input;
    /** [K, 2L]: columns W_1, b_1, W_2, b_2, … */
    private final Tensor learningRates;
    /** Infinite where there is no cap. */
    private final double maxGradientNorm;

    private int entities;

    MetaBlock(Snapshot snapshot) {
        List<LayerSpec> specs = snapshot.manifest().metaBlock().layers();
        for (int l = 0; l < specs.size(); l++) {
            layers.add(new AdaptedLayer(
                    snapshot.tensor("meta." + l + ".weight"),
                    snapshot.tensor("meta." + l + ".bias"),
                    specs.get(l).activation(),
                    l == 0));
        }
        input = new Columns(snapshot.tensor("meta.0.weight").rows());
        learningRates = snapshot.tensor("inner_loop.learning_rates");
        Double cap = snapshot.manifest().innerLoop().maxGradientNorm();
        maxGradientNorm = cap == null ? Double.POSITIVE_INFINITY : cap;
    }

    /** Starts a batch; returns the entity inputs, to be filled in: entity m's vector begins at m × d0. */
    float[] begin(int entityCount, int steps) {
        entities = entityCount;
        input.reserve(entities);
        layers.forEach(layer -> layer.begin(entities, steps));
        return input.values();
    }

    /** The embeddings e(θ_step), as columns. */
    Columns forward(int step) {
        Columns h = input;
        for (AdaptedLayer layer : layers) {
            layer.forward(h, step);
            h = layer.output();
        }
        return h;
    }

    /** Where ∂L/∂e of the batch belongs before {@link #step}. */
    Columns embeddingGradient() {
        return layers.get(layers.size() - 1).delta();
    }

    /** θ_{step+1} = θ_step − α κ ∇L for every entity of the batch. */
    void step(int step) {
        for (int l = layers.size() - 1; l >= 0; l--) {
            AdaptedLayer layer = layers.get(l);
            layer.multiplyDeltaByDerivative();
            if (l > 0) {
                layer.backward(layers.get(l - 1).delta(), step);
            }
        }
        for (int m = 0; m < entities; m++) {
            double kappa = capFactor(m);
            for (int l = 0; l < layers.size(); l++) {
                int rate = step * learningRates.columns() + 2 * l;
                layers.get(l)
                        .remember(
                                m,
                                step,
                                kappa * learningRates.values()[rate],
                                kappa * learningRates.values()[rate + 1]);
            }
        }
    }

    /** κ = min(1, max_gradient_norm / ‖∇‖); 1 without a cap and where the norm is 0. */
    private double capFactor(int entity) {
        if (maxGradientNorm == Double.POSITIVE_INFINITY) {
            return 1;
        }
        double squaredNorm = 0;
        for (AdaptedLayer layer : layers) {
            squaredNorm += layer.squaredGradientNorm(entity);
        }
        return squaredNorm == 0 ? 1 : Math.min(1, maxGradientNorm / Math.sqrt(squaredNorm));
    }

    @Override
    public void close() {
        layers.forEach(AdaptedLayer::close);
        input.close();
    }
}
