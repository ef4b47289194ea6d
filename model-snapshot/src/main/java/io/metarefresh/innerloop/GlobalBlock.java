package io.metarefresh.innerloop;

import io.metarefresh.snapshot.Activation;
import io.metarefresh.snapshot.LayerSpec;
import io.metarefresh.snapshot.Manifest;
import io.metarefresh.snapshot.Snapshot;
import io.metarefresh.snapshot.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The shared, frozen block for the rows of a chunk: scores forward, ∂L/∂e backward (snapshot format, chapters 4 and 6). The context side
 * is projected once a chunk, however often the embeddings change.
 */
final class GlobalBlock implements AutoCloseable {
    private final int dimension;
    private final FrozenMatrix entityWeights;
    private final ContextBranch added;
    /** Null where the model has no product. */
    private final ContextBranch multiplied;

    private final List<GlobalLayer> layers = new ArrayList<>();
    private final float[] headWeights;
    private final float headBias;

    private final NativeMatrix contexts;
    private RowLayout rows;
    /** e A of each entity, then the gradient by it. */
    private float[][] entityProjection = new float[0][];

    private float[][] productGradient = new float[0][];
    private float[] scores = new float[0];

    GlobalBlock(Snapshot snapshot) {
        Manifest manifest = snapshot.manifest();
        List<LayerSpec> specs = manifest.globalBlock().layers();
        Tensor context = snapshot.tensor("global.0.context.weight");
        int hidden = specs.get(0).units();
        dimension = manifest.embeddingDimension();
        contexts = new NativeMatrix(context.rows());
        entityWeights = FrozenMatrix.forEntities(snapshot.tensor("global.0.entity.weight"));
        Tensor head = snapshot.tensor("head.weight");
        float bias = snapshot.tensor("head.bias").values()[0];
        if (specs.size() == 1) {
            // The head itself is the layer behind the branches, with one unit that is the score.
            layers.add(new GlobalLayer(new float[] {bias}, Activation.IDENTITY));
            headWeights = new float[] {1};
            headBias = 0;
        } else {
            headWeights = head.values();
            headBias = bias;
        }
        for (int j = 1; j < specs.size(); j++) {
            float[] layerBias = snapshot.tensor("global." + j + ".bias").values();
            Activation activation = specs.get(j).activation();
            Tensor weights = snapshot.tensor("global." + j + ".weight");
            layers.add(
                    j == 1
                            ? new GlobalLayer(layerBias, activation)
                            : new GlobalLayer(
                                    layers.get(j - 2), rowsOf(weights, 0, weights.rows()), layerBias, activation));
        }
        Tensor next = specs.size() == 1 ? head : snapshot.tensor("global.1.weight");
        NativeMatrix z = layers.get(0).exchange();
        added = ContextBranch.added(
                specs.get(0).activation(),
                new ContextBranch.Weights(
                        rowsOf(context, 0, context.rows()),
                        snapshot.tensor("global.0.bias").values(),
                        rowsOf(next, 0, hidden)),
                contexts,
                z);
        if (manifest.globalBlock().product()) {
            multiplied = ContextBranch.multiplied(
                    new ContextBranch.Weights(
                            rowsOf(snapshot.tensor("global.product.weight"), 0, context.rows()),
                            snapshot.tensor("global.product.bias").values(),
                            rowsOf(next, hidden, dimension)),
                    contexts,
                    z);
        } else {
            multiplied = null;
        }
    }

    private static FrozenMatrix rowsOf(Tensor weights, int from, int count) {
        int out = weights.columns();
        return FrozenMatrix.forRows(count, out, Arrays.copyOfRange(weights.values(), from * out, (from + count) * out));
    }

    /** Starts a chunk; then comes {@link #setContext} for every row, then {@link #project}. */
    void begin(RowLayout layout) {
        rows = layout;
        int padded = rows.padded();
        contexts.reserve(padded);
        added.reserve(rows);
        entityProjection = Kernels.grown(entityProjection, rows.entities(), entityWeights.out());
        if (multiplied != null) {
            multiplied.reserve(rows);
            productGradient = Kernels.grown(productGradient, rows.entities(), dimension);
        }
        layers.forEach(layer -> layer.reserve(rows));
        scores = Kernels.grown(scores, padded);
    }

    /** The context input of one row. */
    void setContext(int row, float[] context) {
        if (contexts.width() > 0) {
            contexts.put(row * contexts.width(), context, contexts.width());
        }
    }

    /** Computes the context side, which is constant over all steps. */
    void project() {
        added.project(rows);
        if (multiplied != null) {
            multiplied.project(rows);
        }
    }

    /** Scores (logits) of all rows, valid until the next call. */
    float[] forward(float[][] embeddings) {
        for (int m = 0; m < rows.entities(); m++) {
            Arrays.fill(entityProjection[m], 0f);
        }
        entityWeights.addProduct(embeddings, entityProjection, rows.entities());
        GlobalLayer layer = layers.get(0);
        added.join(entityProjection, rows);
        added.forward();
        if (multiplied != null) {
            multiplied.join(embeddings, rows);
            multiplied.forward();
        }
        int last = layers.size() - 1;
        layer.activate(last == 0);
        for (int j = 1; j <= last; j++) {
            layer = layers.get(j);
            layer.multiply();
            layer.activate(j == last);
        }
        layer.score(headWeights, headBias, scores);
        return scores;
    }

    /**
     * ∂L/∂e of every entity, from the gradient at the scores.
     *
     * @param scoreGradients r_i of every row, after {@link #forward}
     * @param target gets the result, D values for each entity
     */
    void backward(float[] scoreGradients, float[][] target) {
        int last = layers.size() - 1;
        layers.get(last).backwardFromScores(headWeights, scoreGradients);
        for (int j = last - 1; j >= 0; j--) {
            layers.get(j).backward(layers.get(j + 1));
        }
        added.backward();
        added.sumGradients(rows, entityProjection);
        for (int m = 0; m < rows.entities(); m++) {
            Arrays.fill(target[m], 0f);
        }
        entityWeights.addTransposedProduct(entityProjection, target, rows.entities());
        if (multiplied != null) {
            multiplied.backward();
            multiplied.sumGradients(rows, productGradient);
            for (int m = 0; m < rows.entities(); m++) {
                Kernels.add(target[m], productGradient[m], dimension);
            }
        }
    }

    @Override
    public void close() {
        entityWeights.close();
        added.close();
        if (multiplied != null) {
            multiplied.close();
        }
        layers.forEach(GlobalLayer::close);
        contexts.close();
    }
}
