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
 * The shared, frozen block for a batch of rows: scores forward, ∂L/∂e backward (snapshot format, chapters 4 and 6). Rows of one entity
 * stand together; {@code firstRow[m]} to {@code firstRow[m + 1]} are those of entity m. The context side is projected once a batch, however
 * often the embeddings change.
 */
final class GlobalBlock implements AutoCloseable {
    /** H1: units of the first layer. */
    private final int hidden;
    /** D when there is a product branch, else 0. */
    private final int product;

    private final Activation firstActivation;
    private final FrozenMatrix entityWeights;
    /** [C | Q]: context to first layer, and to the product branch. */
    private final FrozenMatrix contextWeights;
    /** [a | q]. */
    private final float[] contextBias;

    private final List<Layer> laterLayers = new ArrayList<>();
    private final float[] headWeights;
    private final float headBias;

    private final Columns contexts;
    /** [c C + a | c Q + q] of each row. */
    private final Columns projected;

    private final Columns entityProjection;
    /** [u | p] of each row: the second layer's input. */
    private final Columns joined;
    /** Σ over an entity's rows of the gradient before the first activation. */
    private final Columns entityGradient;

    private float[] tiledContextBias = new float[0];
    private float[] tiledHeadWeights = new float[0];
    private final float[] rowScratch;
    private final float[] sumScratch;
    private float[] scores = new float[0];
    private float[] productGradient = new float[0];
    private int rows;

    /** A layer after the first, with its output and the gradient of its input. */
    private static final class Layer {
        private final FrozenMatrix weights;
        private final float[] bias;
        private final Activation activation;
        private final Columns output;
        private float[] tiledBias = new float[0];

        private Layer(Snapshot snapshot, int index, LayerSpec spec) {
            weights = new FrozenMatrix(snapshot.tensor("global." + index + ".weight"));
            bias = snapshot.tensor("global." + index + ".bias").values();
            activation = spec.activation();
            output = new Columns(weights.out());
        }
    }

    /** Gradients by each stage's output: index 0 for {@link #joined}, j for later layer j. */
    private final List<Columns> gradients = new ArrayList<>();

    GlobalBlock(Snapshot snapshot) {
        Manifest manifest = snapshot.manifest();
        List<LayerSpec> specs = manifest.globalBlock().layers();
        Tensor context = snapshot.tensor("global.0.context.weight");
        float[] bias = snapshot.tensor("global.0.bias").values();
        firstActivation = specs.get(0).activation();
        hidden = specs.get(0).units();
        entityWeights = new FrozenMatrix(snapshot.tensor("global.0.entity.weight"));
        if (manifest.globalBlock().product()) {
            product = manifest.embeddingDimension();
            contextWeights = FrozenMatrix.sideBySide(context, snapshot.tensor("global.product.weight"));
            float[] productBias = snapshot.tensor("global.product.bias").values();
            contextBias = Arrays.copyOf(bias, hidden + product);
            System.arraycopy(productBias, 0, contextBias, hidden, product);
        } else {
            product = 0;
            contextWeights = new FrozenMatrix(context);
            contextBias = bias;
        }
        int width = hidden + product;
        contexts = new Columns(context.rows());
        projected = new Columns(width);
        entityProjection = new Columns(hidden);
        joined = new Columns(width);
        entityGradient = new Columns(hidden);
        rowScratch = new float[width];
        sumScratch = new float[width];
        gradients.add(new Columns(width));
        for (int j = 1; j < specs.size(); j++) {
            laterLayers.add(new Layer(snapshot, j, specs.get(j)));
            gradients.add(new Columns(specs.get(j).units()));
        }
        headWeights = snapshot.tensor("head.weight").values();
        headBias = snapshot.tensor("head.bias").values()[0];
    }

    /** Starts a batch of rows; returns the context inputs, to be filled in before {@link #project}. */
    float[] begin(int rowCount) {
        rows = rowCount;
        contexts.reserve(rows);
        joined.reserve(rows);
        gradients.forEach(g -> g.reserve(rows));
        tiledContextBias = Kernels.tile(contextBias, rows, tiledContextBias);
        tiledHeadWeights = Kernels.tile(headWeights, rows, tiledHeadWeights);
        for (Layer layer : laterLayers) {
            layer.tiledBias = Kernels.tile(layer.bias, rows, layer.tiledBias);
        }
        if (scores.length < rows) {
            scores = new float[rows + rows / 4];
        }
        return contexts.values();
    }

    /** Computes the context side, which is constant over all steps. */
    void project() {
        contextWeights.multiply(contexts, projected, rows);
        Kernels.addAndActivate(Activation.IDENTITY, projected.values(), tiledContextBias, 0, rows * projected.width());
    }

    /** Scores (logits) of all rows, valid until the next call. */
    float[] forward(Columns embeddings, int[] firstRow, int entities) {
        entityWeights.multiply(embeddings, entityProjection, entities);
        join(embeddings, firstRow, entities);
        Columns input = joined;
        for (Layer layer : laterLayers) {
            layer.weights.multiply(input, layer.output, rows);
            Kernels.addAndActivate(
                    layer.activation, layer.output.values(), layer.tiledBias, 0, rows * layer.output.width());
            input = layer.output;
        }
        int width = input.width();
        for (int i = 0; i < rows; i++) {
            scores[i] = Kernels.dot(input.values(), i * width, headWeights, 0, width) + headBias;
        }
        return scores;
    }

    /** u = φ(e A + c C + a) and p = e ⊙ (c Q + q), side by side. */
    private void join(Columns embeddings, int[] firstRow, int entities) {
        int width = joined.width();
        float[] target = joined.values();
        float[] context = projected.values();
        for (int m = 0; m < entities; m++) {
            for (int i = firstRow[m]; i < firstRow[m + 1]; i++) {
                System.arraycopy(entityProjection.values(), m * hidden, target, i * width, hidden);
                System.arraycopy(embeddings.values(), m * product, target, i * width + hidden, product);
            }
        }
        if (product == 0) {
            Kernels.addAndActivate(firstActivation, target, context, 0, rows * width);
            return;
        }
        for (int i = 0; i < rows; i++) {
            int middle = i * width + hidden;
            Kernels.addAndActivate(firstActivation, target, context, i * width, middle);
            Kernels.multiply(target, context, middle, middle + product);
        }
    }

    /**
     * ∂L/∂e of every entity, from the gradient at the scores.
     *
     * @param scoreGradients r_i of every row, after {@link #forward} with the same arguments
     * @param target gets the result; its width is D
     */
    void backward(float[] scoreGradients, int[] firstRow, int entities, Columns target) {
        int stage = laterLayers.size();
        Columns gradient = gradients.get(stage);
        int width = gradient.width();
        for (int i = 0; i < rows; i++) {
            Kernels.scale(gradient.values(), scoreGradients[i], tiledHeadWeights, i * width, (i + 1) * width);
        }
        for (; stage > 0; stage--) {
            Layer layer = laterLayers.get(stage - 1);
            gradient = gradients.get(stage);
            Kernels.multiplyByDerivative(
                    layer.activation, gradient.values(), layer.output.values(), 0, rows * gradient.width());
            layer.weights.multiplyTransposed(gradient, gradients.get(stage - 1), rows);
        }
        sumRows(gradients.get(0).values(), firstRow, entities);
        entityWeights.multiplyTransposed(entityGradient, target, entities);
        float[] e = target.values();
        for (int i = 0; i < entities * product; i++) {
            e[i] += productGradient[i];
        }
    }

    /** Through the first activation and the product, then the sum over each entity's rows. */
    private void sumRows(float[] gradient, int[] firstRow, int entities) {
        int width = joined.width();
        if (product == 0) {
            Kernels.multiplyByDerivative(firstActivation, gradient, joined.values(), 0, rows * width);
        } else {
            for (int i = 0; i < rows; i++) {
                int middle = i * width + hidden;
                Kernels.multiplyByDerivative(firstActivation, gradient, joined.values(), i * width, middle);
                Kernels.multiply(gradient, projected.values(), middle, middle + product);
            }
        }
        entityGradient.reserve(entities);
        if (productGradient.length < entities * product) {
            productGradient = new float[entities * product];
        }
        for (int m = 0; m < entities; m++) {
            Arrays.fill(sumScratch, 0f);
            for (int i = firstRow[m]; i < firstRow[m + 1]; i++) {
                System.arraycopy(gradient, i * width, rowScratch, 0, width);
                Kernels.add(sumScratch, rowScratch, width);
            }
            System.arraycopy(sumScratch, 0, entityGradient.values(), m * hidden, hidden);
            System.arraycopy(sumScratch, hidden, productGradient, m * product, product);
        }
    }

    @Override
    public void close() {
        entityWeights.close();
        contextWeights.close();
        for (Layer layer : laterLayers) {
            layer.weights.close();
            layer.output.close();
        }
        gradients.forEach(Columns::close);
        for (Columns columns : List.of(contexts, projected, entityProjection, joined, entityGradient)) {
            columns.close();
        }
    }
}
