package io.metarefresh.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.metarefresh.dataset.Dataset;
import io.metarefresh.interaction.SupportSetRules;
import io.metarefresh.snapshot.EntityKind;
import io.metarefresh.snapshot.InnerLoopSpec;
import io.metarefresh.snapshot.Loss;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The gradient that {@link VectorPass} adds up is the derivative of the queries' loss through all inner steps: compared with finite
 * differences of the whole computation along a random direction of each parameter.
 */
class VectorGradientTest {
    private static final double STEP = 2e-3;

    @ParameterizedTest
    @CsvSource({"LOGISTIC, false", "LOGISTIC, true", "SQUARED, false", "SQUARED, true"})
    void theGradientAgreesWithFiniteDifferences(Loss loss, boolean profiles) {
        Example example = new Example(loss, profiles);
        example.gradient();
        for (Parameter parameter : example.model.parameters()) {
            if (parameter.value.length == 0) {
                continue;
            }
            double[] direction = example.direction(parameter);
            double expected = example.slopeAlong(parameter, direction);
            double actual = IntStream.range(0, direction.length)
                    .mapToDouble(i -> direction[i] * parameter.gradient[i])
                    .sum();
            assertThat(actual)
                    .as("slope along %s", parameter.name)
                    .isCloseTo(expected, within(1e-4 + 0.015 * Math.abs(expected)));
        }
    }

    /** A tiny model over the rows of four members, with supports of several lengths, one of them empty. */
    private static final class Example {
        final VectorModel model;
        private final VectorPass pass;
        private final List<PrefixTask> tasks;
        private final double totalWeight;
        private final SplittableRandom random = new SplittableRandom(11);

        Example(Loss loss, boolean profiles) {
            Dataset data = TestingData.oppositeTastes(4, 10, 50, true, profiles);
            Histories histories = new Histories(data.interactions(), EntityKind.MEMBER);
            FeatureColumns contextColumns = FeatureColumns.derive("context", "item_id", histories.contextRows(), 1);
            EntityRows entityRows = new EntityRows(histories, data.profiles());
            FeatureColumns entityColumns = FeatureColumns.derive("entity", null, entityRows.rows(), 1);
            EncodedRows contexts = contextColumns.encode(histories.contextRows());
            EncodedRows entities = entityColumns.encode(entityRows.rows());
            Standardisation contextStandard = Standardisation.of(
                    contexts, IntStream.range(0, contexts.rows).toArray());
            contextStandard.apply(contexts);
            Standardisation entityStandard = Standardisation.of(
                    entities, IntStream.range(0, entities.rows).toArray());
            entityStandard.apply(entities);
            VectorSettings.Optimizer optimizer = new VectorSettings.Optimizer(1e-3, 1e-3, 0.7, 0, 0, 0, 1, false);
            VectorSettings settings = new VectorSettings(
                    new VectorSettings.Shape(5, 7, 3, 1),
                    new VectorSettings.Tasks(4, 16),
                    VectorSettings.Noise.NONE,
                    optimizer,
                    new VectorSettings.Schedule(1, 1, 1, 1, 0, null));
            model = new VectorModel(
                    settings,
                    new InnerLoopSpec(3, loss, 1.5, null, 6, Duration.ofMinutes(25), null, null),
                    new Targets(loss, LabelScale.NONE, 0.1),
                    new ModelInputs(entityColumns, contextColumns, entityStandard, contextStandard, 0),
                    random.split());
            // Every weight counts: tables and the start of the vector begin near zero.
            for (Parameter parameter : model.parameters()) {
                if (parameter != model.logRates && parameter != model.logDecays) {
                    for (int i = 0; i < parameter.value.length; i++) {
                        parameter.value[i] += (float) (0.3 * random.nextGaussian());
                    }
                }
            }
            // Strong enough for their slopes to be told from rounding.
            model.logDecays.value[0] = (float) Math.log(0.5);
            model.logDecays.value[1] = (float) Math.log(3);
            // Row 0 of a table is the unknown id, which stays at zero.
            for (Parameter table : model.tables()) {
                java.util.Arrays.fill(table.value, 0, table.columns, 0f);
            }
            VectorData view = new VectorData(
                    histories,
                    contexts,
                    entityRows,
                    entities,
                    LabelScale.NONE,
                    new SupportSetRules(6, Duration.ofMinutes(25)));
            pass = new VectorPass(model, view);
            tasks = new ArrayList<>(
                    List.of(new PrefixTask(0, 0, 4), new PrefixTask(1, 5, 9), new PrefixTask(2, 9, 10)));
            totalWeight = tasks.stream().mapToInt(PrefixTask::queries).sum();
        }

        double loss() {
            return pass.train(tasks, totalWeight, VectorSettings.Noise.NONE, new SplittableRandom(1));
        }

        void gradient() {
            loss();
            pass.addGradientsTo(model.parameters());
        }

        double[] direction(Parameter parameter) {
            double[] direction = IntStream.range(0, parameter.value.length)
                    .mapToDouble(i -> random.nextGaussian())
                    .toArray();
            if (model.tables().contains(parameter)) {
                java.util.Arrays.fill(direction, 0, parameter.columns, 0);
            }
            double norm =
                    Math.sqrt(java.util.Arrays.stream(direction).map(d -> d * d).sum());
            return java.util.Arrays.stream(direction).map(d -> d / norm).toArray();
        }

        double slopeAlong(Parameter parameter, double[] direction) {
            float[] kept = parameter.value.clone();
            double[] losses = new double[2];
            for (int side = 0; side < 2; side++) {
                for (int i = 0; i < kept.length; i++) {
                    parameter.value[i] = (float) (kept[i] + (side == 0 ? STEP : -STEP) * direction[i]);
                }
                losses[side] = loss();
            }
            System.arraycopy(kept, 0, parameter.value, 0, kept.length);
            return (losses[0] - losses[1]) / (2 * STEP);
        }
    }
}
