package io.metarefresh.training;

import io.metarefresh.snapshot.InnerLoopSpec;
import io.metarefresh.snapshot.LayerSpec;
import io.metarefresh.snapshot.Loss;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The outer parameters of a network in training, shaped as the snapshot format's chapter 4 says, except that dense inputs are
 * standardised (see {@link SnapshotExport} for the way back).
 *
 * <p>Layer j ≥ 1 of {@link #globalWeights} takes u of the layer before; the part of the second layer that takes the product p stands
 * by itself in {@link #productRows}. The head is the last of these layers.
 */
final class MetaModel {
    final ModelShape shape;
    final InnerLoopSpec innerLoop;
    final Loss loss;
    final LabelScale labelScale;
    final boolean firstOrder;
    final FeatureColumns entityColumns;
    final FeatureColumns contextColumns;
    final Standardisation entityStandard;
    final Standardisation contextStandard;

    final List<Parameter> entityTables;
    final List<Parameter> contextTables;
    final List<Parameter> metaWeights = new ArrayList<>();
    final List<Parameter> metaBiases = new ArrayList<>();
    /** Logarithms of the inner learning rates [K × 2L], columns W_1, b_1, W_2, b_2, …. */
    final Parameter logRates;

    final Parameter entityWeight;
    final Parameter contextWeight;
    final Parameter contextBias;
    /** Null without product. */
    final Parameter productWeight;

    final Parameter productBias;
    final Parameter productRows;
    final List<Parameter> globalWeights = new ArrayList<>();
    final List<Parameter> globalBiases = new ArrayList<>();

    private final List<Parameter> all = new ArrayList<>();

    /** @param random draws the initial values */
    MetaModel(
            ModelShape shape,
            InnerLoopSpec innerLoop,
            ModelInputs inputs,
            Targets targets,
            OuterLoopSettings outer,
            RandomGenerator random) {
        this.shape = shape;
        this.innerLoop = innerLoop;
        this.loss = targets.loss();
        this.labelScale = targets.scale();
        this.firstOrder = outer.optimizer().firstOrder();
        this.entityColumns = inputs.entityColumns();
        this.contextColumns = inputs.contextColumns();
        this.entityStandard = inputs.entityStandard();
        this.contextStandard = inputs.contextStandard();

        this.entityTables = tables(entityColumns, random);
        this.contextTables = tables(contextColumns, random);
        int entityWidth = width(entityTables, entityColumns);
        int contextWidth = width(contextTables, contextColumns);
        int dimension = shape.embeddingDimension();

        int in = entityWidth;
        for (int l = 0; l < shape.metaLayers().size(); l++) {
            int units = shape.metaLayers().get(l).units();
            boolean last = l == shape.metaLayers().size() - 1;
            metaWeights.add(gaussian("meta." + l + ".weight", in, units, 1 / Math.sqrt(Math.max(1, in)), random));
            // Without entity features the first biases are all that tells hidden units apart.
            metaBiases.add(gaussian("meta." + l + ".bias", 1, units, last ? 0.1 : 0.5, random));
            in = units;
        }
        logRates = add(new Parameter("inner_loop.learning_rates", innerLoop.steps(), 2 * metaWeights.size(), false));
        for (int i = 0; i < logRates.value.length; i++) {
            boolean first = i % logRates.columns == 0;
            double rate = outer.innerRates().initial() / (first ? Math.max(1, inputs.meanSquaredEntityNorm()) : 1);
            logRates.value[i] = (float) Math.log(rate);
        }

        int hidden = shape.globalLayers().get(0).units();
        entityWeight = gaussian("global.0.entity.weight", dimension, hidden, 1 / Math.sqrt(dimension), random);
        contextWeight = gaussian(
                "global.0.context.weight", contextWidth, hidden, 1 / Math.sqrt(Math.max(1, contextWidth)), random);
        contextBias = gaussian("global.0.bias", 1, hidden, 0, random);
        boolean product = shape.product();
        productWeight = product
                ? gaussian(
                        "global.product.weight",
                        contextWidth,
                        dimension,
                        1 / Math.sqrt(Math.max(1, contextWidth)),
                        random)
                : null;
        productBias = product ? gaussian("global.product.bias", 1, dimension, 0.1, random) : null;
        Parameter rowsOfProduct = null;
        int width = hidden;
        int layers = shape.globalLayers().size();
        for (int j = 1; j <= layers; j++) {
            boolean head = j == layers;
            int units = head ? 1 : shape.globalLayers().get(j).units();
            int fanIn = width + (j == 1 && product ? dimension : 0);
            double deviation = head ? 1 / Math.sqrt(fanIn) : Math.sqrt(2.0 / fanIn);
            String name = head ? "head" : "global." + j;
            globalWeights.add(gaussian(name + ".weight", width, units, deviation, random));
            globalBiases.add(gaussian(name + ".bias", 1, units, 0, random));
            if (j == 1 && product) {
                rowsOfProduct = gaussian(name + ".weight.product", dimension, units, deviation, random);
            }
            width = units;
        }
        productRows = rowsOfProduct;
        globalBiases.get(layers - 1).value[0] = (float) targets.baseScore();
    }

    List<Parameter> parameters() {
        return all;
    }

    /** Layers after the first one of the global block, the head included. */
    int upperLayers() {
        return globalWeights.size();
    }

    /** A parameter of another kind of model that uses this one's blocks. */
    Parameter gaussian(String name, int rows, int columns, double deviation, RandomGenerator random) {
        Parameter parameter = add(new Parameter(name, rows, columns, false));
        fill(parameter, deviation, random);
        return parameter;
    }

    Parameter table(String name, int rows, int columns, RandomGenerator random) {
        Parameter parameter = add(new Parameter(name, rows, columns, true));
        fill(parameter, 0.1, random);
        return parameter;
    }

    private List<Parameter> tables(FeatureColumns columns, RandomGenerator random) {
        List<Parameter> tables = new ArrayList<>();
        for (int feature = 0; feature < columns.idFeatures().size(); feature++) {
            int size = columns.vocabularySize(feature);
            String name = columns.idFeatures().get(feature).table();
            if (size <= ModelShape.SMALL_VOCABULARY) {
                Parameter identity = add(new Parameter(name, size, size, false));
                for (int i = 0; i < size; i++) {
                    identity.value[i * size + i] = 1f;
                }
                tables.add(identity);
            } else {
                tables.add(table(name, size, shape.tableWidth(), random));
            }
        }
        return tables;
    }

    private Parameter add(Parameter parameter) {
        all.add(parameter);
        return parameter;
    }

    private static void fill(Parameter parameter, double deviation, RandomGenerator random) {
        for (int i = 0; i < parameter.value.length; i++) {
            parameter.value[i] = (float) (deviation * random.nextGaussian());
        }
    }

    private static int width(List<Parameter> tables, FeatureColumns columns) {
        return tables.stream().mapToInt(t -> t.columns).sum() + columns.denseWidth();
    }

    List<LayerSpec> metaLayers() {
        return shape.metaLayers();
    }
}
