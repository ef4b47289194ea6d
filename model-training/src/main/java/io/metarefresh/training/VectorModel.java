package io.metarefresh.training;

import io.metarefresh.snapshot.InnerLoopSpec;
import io.metarefresh.snapshot.Loss;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The outer parameters of a model whose meta block is the vector itself: one identity layer, of which the inner loop moves the bias.
 *
 * <pre>
 * score of a row = own score (row) + vector · directions (row)
 * own score      = relu(c C + a) v + r          c: the row's content, its tables pooled and its dense features standardised
 * directions     = c Q + q
 * vector before any step = x W                  x: the entity's features; zeros without
 * </pre>
 */
final class VectorModel {
    /** Deviation of the tables' first values, as small as to say nothing yet. */
    private static final double TABLE_DEVIATION = 0.05;
    /** Recency before it is learned: a row forty places back counts e times less, one of a day ago 6 % less. */
    private static final double INITIAL_RANK_DECAY = 1 / 40.0;

    private static final double INITIAL_AGE_DECAY = 0.02;

    final Loss loss;
    final LabelScale labelScale;
    final FeatureColumns contextColumns;
    final FeatureColumns entityColumns;
    final Standardisation contextStandard;
    final Standardisation entityStandard;
    final int steps;
    final double priorWeight;
    final boolean firstOrder;
    final int dimension;

    final List<VectorTable> contextTables;
    final List<VectorTable> entityTables;
    final int contextWidth;
    final int entityWidth;
    /** C [content × hidden], a [hidden], v [hidden], r [1]. */
    final Parameter hiddenWeight;

    final Parameter hiddenBias;
    final Parameter headWeight;
    final Parameter headBias;
    /** Q [content × dimension], q [dimension]. */
    final Parameter directionWeight;

    final Parameter directionBias;
    /** W [entity × dimension]. */
    final Parameter startWeight;
    /** Logarithms of the inner rates [K]. */
    final Parameter logRates;
    /** Logarithms of how a support row's weight decays with rank and with age [2]. */
    final Parameter logDecays;

    private final List<Parameter> weights = new ArrayList<>();
    private final List<Parameter> tables = new ArrayList<>();

    VectorModel(
            VectorSettings settings,
            InnerLoopSpec innerLoop,
            Targets targets,
            ModelInputs inputs,
            RandomGenerator random) {
        loss = targets.loss();
        labelScale = targets.scale();
        contextColumns = inputs.contextColumns();
        contextStandard = inputs.contextStandard();
        entityColumns = inputs.entityColumns();
        entityStandard = inputs.entityStandard();
        steps = innerLoop.steps();
        priorWeight = innerLoop.priorWeight();
        firstOrder = settings.optimizer().firstOrder();
        this.dimension = settings.shape().dimension();
        contextTables = tables(contextColumns, settings, random);
        entityTables = tables(entityColumns, settings, random);
        contextWidth = width(contextTables, contextColumns);
        entityWidth = width(entityTables, entityColumns);
        double bound = 1 / Math.sqrt(Math.max(1, contextWidth));
        hiddenWeight =
                weight("global.0.context.weight", contextWidth, settings.shape().hidden(), bound, random);
        hiddenBias = weight("global.0.bias", 1, settings.shape().hidden(), bound, random);
        headWeight = weight(
                "head.weight",
                settings.shape().hidden(),
                1,
                1 / Math.sqrt(settings.shape().hidden()),
                random);
        headBias = weight("head.bias", 1, 1, 0, random);
        headBias.value[0] = (float) targets.baseScore();
        directionWeight = weight("global.product.weight", contextWidth, dimension, bound, random);
        directionBias = weight("global.product.bias", 1, dimension, bound, random);
        startWeight = weight("meta.0.weight", entityWidth, dimension, 0, random);
        logRates = new Parameter("inner_loop.learning_rates", 1, steps, false);
        java.util.Arrays.fill(
                logRates.value, (float) Math.log(settings.optimizer().initialInnerRate()));
        logDecays = new Parameter("inner_loop.recency", 1, 2, false);
        logDecays.value[0] = (float) Math.log(INITIAL_RANK_DECAY);
        logDecays.value[1] = (float) Math.log(INITIAL_AGE_DECAY);
    }

    private List<VectorTable> tables(FeatureColumns columns, VectorSettings settings, RandomGenerator random) {
        List<VectorTable> made = new ArrayList<>();
        for (int f = 0; f < columns.idFeatures().size(); f++) {
            int size = columns.vocabularySize(f);
            String name = columns.idFeatures().get(f).table();
            if (size <= ModelShape.SMALL_VOCABULARY) {
                made.add(VectorTable.oneHot(name, size));
            } else {
                VectorTable table =
                        VectorTable.learned(name, size, settings.shape().tableWidth(), TABLE_DEVIATION, random);
                tables.add(table.parameter());
                made.add(table);
            }
        }
        return made;
    }

    private static int width(List<VectorTable> tables, FeatureColumns columns) {
        return tables.stream().mapToInt(VectorTable::width).sum() + columns.denseWidth();
    }

    private Parameter weight(String name, int rows, int columns, double bound, RandomGenerator random) {
        Parameter parameter = new Parameter(name, rows, columns, false);
        for (int i = 0; i < parameter.value.length; i++) {
            parameter.value[i] = (float) (bound * (2 * random.nextDouble() - 1));
        }
        weights.add(parameter);
        return parameter;
    }

    /** Everything but tables and inner rates. */
    List<Parameter> weights() {
        return weights;
    }

    /** The learned tables of large vocabularies. */
    List<Parameter> tables() {
        return tables;
    }

    /** All of them, in a fixed order. */
    List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>(weights);
        all.addAll(tables);
        all.add(logRates);
        all.add(logDecays);
        return all;
    }
}
