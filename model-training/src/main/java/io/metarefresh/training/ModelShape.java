package io.metarefresh.training;

import io.metarefresh.snapshot.Activation;
import io.metarefresh.snapshot.LayerSpec;
import java.util.List;

/**
 * Sizes of the network.
 *
 * @param metaLayers layers of the meta block; the last one's units are the embedding dimension
 * @param globalLayers layers of the global block before the head
 * @param product whether e ⊙ (cQ + q) joins the input of the second global layer
 * @param tableWidth width of the embedding table of a large vocabulary; a vocabulary of at most {@link #SMALL_VOCABULARY} ids
 *     gets a table as wide as it is long, which starts as the identity
 */
public record ModelShape(List<LayerSpec> metaLayers, List<LayerSpec> globalLayers, boolean product, int tableWidth) {
    static final int SMALL_VOCABULARY = 32;

    public ModelShape {
        if (metaLayers.isEmpty() || globalLayers.isEmpty()) {
            throw new IllegalArgumentException("the meta block and the global block need at least one layer each");
        }
        if (tableWidth < 1) {
            throw new IllegalArgumentException("tableWidth must be at least 1, not " + tableWidth);
        }
        metaLayers = List.copyOf(metaLayers);
        globalLayers = List.copyOf(globalLayers);
    }

    /** The vector itself is the meta block: 32 numbers that a score is linear in; one hidden layer of 96 (relu) for the score of its own. */
    public static ModelShape vectorAlone() {
        return new ModelShape(
                List.of(new LayerSpec(32, Activation.IDENTITY)), List.of(new LayerSpec(96, Activation.RELU)), true, 16);
    }

    /** Whether this is the shape of {@link #vectorAlone}, whatever its sizes, which has a trainer of its own. */
    boolean isVectorAlone() {
        return product
                && metaLayers.size() == 1
                && metaLayers.get(0).activation() == Activation.IDENTITY
                && globalLayers.size() == 1
                && globalLayers.get(0).activation() == Activation.RELU;
    }

    /** Meta block 64 (relu) → 24, global block 64 and 32 (relu) with product, tables of width 16. */
    public static ModelShape twoBlocks() {
        return new ModelShape(
                List.of(new LayerSpec(64, Activation.RELU), new LayerSpec(24, Activation.IDENTITY)),
                List.of(new LayerSpec(64, Activation.RELU), new LayerSpec(32, Activation.RELU)),
                true,
                16);
    }

    /** Length of the meta embedding. */
    public int embeddingDimension() {
        return metaLayers.get(metaLayers.size() - 1).units();
    }
}
