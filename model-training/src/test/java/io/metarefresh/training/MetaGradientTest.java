package io.metarefresh.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.metarefresh.dataset.Dataset;
import io.metarefresh.snapshot.Activation;
import io.metarefresh.snapshot.EntityKind;
import io.metarefresh.snapshot.InnerLoopSpec;
import io.metarefresh.snapshot.LayerSpec;
import io.metarefresh.snapshot.Loss;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The outer gradient is the derivative of the query loss through all inner steps: compared with finite differences of the whole
 * computation along a random direction of each parameter. Activations are smooth here; kinks have no derivative to compare.
 */
class MetaGradientTest {
    private static final double STEP = 3e-3;

    @ParameterizedTest
    @CsvSource({
        "LOGISTIC, true,  true,  ",
        "LOGISTIC, false, true,  ",
        "LOGISTIC, true,  false, ",
        "LOGISTIC, true,  true,  0.02",
        "SQUARED,  true,  true,  ",
        "SQUARED,  true,  true,  0.05",
    })
    void exactGradientAgreesWithFiniteDifferences(Loss loss, boolean product, boolean profiles, Double cap) {
        Example example = new Example(loss, product, profiles, cap, false);
        example.gradient();
        for (Parameter parameter : example.model.parameters()) {
            if (parameter.value.length > 0) {
                double[] direction = example.direction(parameter);
                double expected = example.slopeAlong(parameter, direction);
                double actual = 0;
                for (int i = 0; i < direction.length; i++) {
                    actual += direction[i] * parameter.gradient[i];
                }
                assertThat(actual)
                        .as("slope along %s", parameter.name)
                        .isCloseTo(expected, within(2e-4 + 0.01 * Math.abs(expected)));
            }
        }
    }

    @Test
    void firstOrderLeavesOutTheSecondDerivatives() {
        Example exact = new Example(Loss.LOGISTIC, true, true, null, false);
        Example firstOrder = new Example(Loss.LOGISTIC, true, true, null, true);
        exact.gradient();
        firstOrder.gradient();
        assertThat(firstOrder.lossValue()).isEqualTo(exact.lossValue());
        assertThat(relativeDifference(exact.model.entityWeight, firstOrder.model.entityWeight))
                .isGreaterThan(0.05);
        assertThat(firstOrder.model.logRates.gradient)
                .isNotEqualTo(new float[firstOrder.model.logRates.gradient.length]);
    }

    private static double relativeDifference(Parameter a, Parameter b) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < a.gradient.length; i++) {
            difference += Math.pow(a.gradient[i] - b.gradient[i], 2);
            norm += Math.pow(a.gradient[i], 2);
        }
        return Math.sqrt(difference / norm);
    }

    /** A tiny model and a batch of tasks of different sizes, one of them without support. */
    private static final class Example {
        private final Tape tape = new Tape();
        private final Histories histories;
        private final EncodedRows contexts;
        private final EncodedRows entities;
        private final TaskBatch batch;
        final MetaModel model;

        Example(Loss loss, boolean product, boolean profiles, Double cap, boolean firstOrder) {
            Dataset data = TestingData.oppositeTastes(4, 10, 40, true, profiles);
            histories = new Histories(data.interactions(), EntityKind.MEMBER);
            FeatureColumns contextColumns = FeatureColumns.derive("context", "item_id", histories.contextRows(), 1);
            EntityRows entityRows = new EntityRows(histories, data.profiles());
            FeatureColumns entityColumns = FeatureColumns.derive("entity", null, entityRows.rows(), 1);
            contexts = contextColumns.encode(histories.contextRows());
            entities = entityColumns.encode(entityRows.rows());
            Standardisation contextStandard = Standardisation.of(
                    contexts, IntStream.range(0, contexts.rows).toArray());
            contextStandard.apply(contexts);
            Standardisation entityStandard = Standardisation.of(
                    entities, IntStream.range(0, entities.rows).toArray());
            List<LayerSpec> meta = List.of(new LayerSpec(6, Activation.TANH), new LayerSpec(4, Activation.TANH));
            List<LayerSpec> global = List.of(new LayerSpec(7, Activation.TANH), new LayerSpec(5, Activation.TANH));
            OuterLoopSettings outer = new OuterLoopSettings(
                    new Schedule(1, 1, 0, null),
                    new TaskSampling(1, 1, 1, 1, 0.1),
                    new OptimizerSettings(firstOrder, 1e-3, 1, 0),
                    new InnerRates(0.8, 1),
                    new Regularisation(0, 0, 0, 1),
                    new ValidationSettings(0, 0, 1),
                    false);
            InnerLoopSpec inner =
                    new InnerLoopSpec(3, loss, 1, cap, 8, Duration.ofDays(9), Duration.ofMinutes(20), null);
            model = new MetaModel(
                    new ModelShape(meta, global, product, 3),
                    inner,
                    new ModelInputs(entityColumns, contextColumns, entityStandard, contextStandard, 2500),
                    new Targets(loss, LabelScale.NONE, 0.1),
                    outer,
                    new SplittableRandom(3));
            // Labels and rates strong enough for the second derivatives to matter.
            Arrays.fill(model.logRates.value, (float) Math.log(2.0));
            if (profiles) {
                for (int k = 0; k < inner.steps(); k++) {
                    model.logRates.value[k * model.logRates.columns] = (float) Math.log(2.0 / 2500);
                }
            }
            batch = new TaskBatch(
                    List.of(new Task(0, 0, 5, 10), new Task(1, 0, 0, 4), new Task(2, 1, 8, 10), new Task(3, 2, 3, 9)),
                    histories,
                    entityRows,
                    inner,
                    LabelScale.NONE);
        }

        private Variable loss(boolean record) {
            tape.reset(record);
            ModelGraph graph = new ModelGraph(tape, model);
            Variable x = graph.entityInput(entities, batch.entities, null);
            Variable embedding = graph.adapt(
                    x,
                    graph.contextSide(contexts, batch.supportRows, null),
                    batch.supportTask,
                    batch.supportLabels,
                    batch.supportScale);
            Variable scores =
                    graph.scores(embedding, graph.contextSide(contexts, batch.queryRows, null), batch.queryTask);
            return Losses.total(tape, scores, batch.queryLabels, batch.queryWeights, model.loss);
        }

        void gradient() {
            Variable loss = loss(true);
            tape.backward(loss);
            for (Parameter parameter : model.parameters()) {
                tape.addGradientTo(parameter, parameter.gradient);
            }
        }

        float lossValue() {
            return loss(false).value[0];
        }

        double[] direction(Parameter parameter) {
            SplittableRandom random = new SplittableRandom(parameter.name.hashCode());
            double[] direction = new double[parameter.value.length];
            double norm = 0;
            for (int i = 0; i < direction.length; i++) {
                direction[i] = random.nextGaussian();
                norm += direction[i] * direction[i];
            }
            for (int i = 0; i < direction.length; i++) {
                direction[i] /= Math.sqrt(norm);
            }
            return direction;
        }

        double slopeAlong(Parameter parameter, double[] direction) {
            float[] original = parameter.value.clone();
            double above = lossAt(parameter, original, direction, STEP);
            double below = lossAt(parameter, original, direction, -STEP);
            System.arraycopy(original, 0, parameter.value, 0, original.length);
            return (above - below) / (2 * STEP);
        }

        private double lossAt(Parameter parameter, float[] original, double[] direction, double step) {
            for (int i = 0; i < original.length; i++) {
                parameter.value[i] = (float) (original[i] + step * direction[i]);
            }
            return lossValue();
        }
    }
}
