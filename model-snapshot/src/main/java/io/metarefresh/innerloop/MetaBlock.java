package io.metarefresh.innerloop;

import io.metarefresh.snapshot.LayerSpec;
import io.metarefresh.snapshot.Snapshot;
import io.metarefresh.snapshot.Tensor;
import java.util.ArrayList;
import java.util.List;

/** The meta block of a chunk of entities, each with its own adapted copy in low-rank form (snapshot format, chapters 4 and 6). */
final class MetaBlock implements AutoCloseable {
    private final List<AdaptedLayer> layers = new ArrayList<>();
    private final AdaptedLayer top;
    /** [K, 2L]: columns W_1, b_1, W_2, b_2, … */
    private final Tensor learningRates;
    /** Infinite where there is no cap. */
    private final double maxGradientNorm;

    private int entities;

    MetaBlock(Snapshot snapshot) {
        List<LayerSpec> specs = snapshot.manifest().metaBlock().layers();
        AdaptedLayer below = null;
        for (int l = 0; l < specs.size(); l++) {
            below = new AdaptedLayer(
                    snapshot.tensor("meta." + l + ".weight"),
                    snapshot.tensor("meta." + l + ".bias"),
                    specs.get(l).activation(),
                    below);
            layers.add(below);
        }
        top = below;
        learningRates = snapshot.tensor("inner_loop.learning_rates");
        Double cap = snapshot.manifest().innerLoop().maxGradientNorm();
        maxGradientNorm = cap == null ? Double.POSITIVE_INFINITY : cap;
    }

    /** Starts a chunk; returns the entity inputs x, to be filled in. */
    float[][] begin(int entityCount, int steps) {
        entities = entityCount;
        layers.forEach(layer -> layer.begin(entities, steps));
        return layers.get(0).input();
    }

    /** The embeddings e(θ_step). */
    float[][] forward(int step) {
        layers.forEach(layer -> layer.forward(step));
        return top.output(step);
    }

    /** What {@link #forward} returned for that step of this chunk. */
    float[][] embeddings(int step) {
        return top.output(step);
    }

    /** Where ∂L/∂e of the chunk belongs before {@link #step}. */
    float[][] embeddingGradient(int step) {
        return top.delta(step);
    }

    /** θ_{step+1} = θ_step − α κ ∇L for every entity of the chunk. */
    void step(int step) {
        for (int l = layers.size() - 1; l >= 0; l--) {
            layers.get(l).backward(step);
        }
        for (int m = 0; m < entities; m++) {
            double kappa = capFactor(m, step);
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
    private double capFactor(int entity, int step) {
        if (maxGradientNorm == Double.POSITIVE_INFINITY) {
            return 1;
        }
        double squaredNorm = 0;
        for (AdaptedLayer layer : layers) {
            squaredNorm += layer.squaredGradientNorm(entity, step);
        }
        return squaredNorm == 0 ? 1 : Math.min(1, maxGradientNorm / Math.sqrt(squaredNorm));
    }

    @Override
    public void close() {
        layers.forEach(AdaptedLayer::close);
    }
}
