package io.metarefresh.innerloop;

import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.snapshot.Activation;
import io.metarefresh.snapshot.InnerLoopSpec;
import io.metarefresh.snapshot.LayerSpec;
import io.metarefresh.snapshot.Loss;
import io.metarefresh.snapshot.Snapshot;
import io.metarefresh.snapshot.Tensor;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * AGREE's exceptions, on a model that has as many kinks as wanted: the un-adapted embedding is 0.5, the context −0.5, and unit i of the
 * one global layer has the pre-activation 0.5 − 0.5 + bias_i. In float32 a bias of 1e-9 is lost, and the relu is off.
 */
class KinkCheckTest {
    private static final double LOST_IN_FLOAT32 = 1e-9;

    private static final SupportTask TASK = new SupportTask(
            "m",
            new Features(Map.of("profile", new float[] {0}), Map.of()),
            List.of(new Interaction(
                    "e", 0, "m", "i", 0, 0, 1, new Features(Map.of("signals", new float[] {-0.5f}), Map.of()))));

    private static Snapshot model(Double maxNorm, double... biases) {
        int units = biases.length;
        TestingModels.Shape shape = new TestingModels.Shape(
                1,
                1,
                false,
                List.of(new LayerSpec(1, Activation.IDENTITY)),
                List.of(new LayerSpec(units, Activation.RELU)),
                false,
                new InnerLoopSpec(1, Loss.LOGISTIC, 1, null, 64, Duration.ofDays(90), null, maxNorm));
        Snapshot random = TestingModels.snapshot(shape, 1);
        Map<String, Tensor> tensors = new HashMap<>(random.tensors());
        tensors.replaceAll((name, tensor) -> {
            float[] values = new float[tensor.values().length];
            for (int i = 0; i < values.length; i++) {
                values[i] = switch (name) {
                    case "meta.0.weight", "head.bias" -> 0;
                    case "meta.0.bias" -> 0.5f;
                    case "global.0.bias" -> (float) biases[i];
                        // Units that weigh differently tell which of them was flipped.
                    case "head.weight" -> 1 + i;
                    default -> 1;
                };
            }
            return new Tensor(tensor.shape(), values);
        });
        return new Snapshot(random.manifest(), tensors, random.vocabularies());
    }

    private static float[] published(Snapshot snapshot) {
        try (InnerLoop innerLoop = new InnerLoop(snapshot)) {
            return innerLoop.adapt(List.of(TASK)).get(0).embedding();
        }
    }

    private static KinkCheck.Finding explain(Snapshot snapshot, float[] embedding) {
        return new KinkCheck(snapshot).explain(TASK, embedding);
    }

    private static double differenceFromDoublePrecision(Snapshot snapshot, float[] embedding) {
        return Agreement.worst(
                embedding, new ReferenceInnerLoop(snapshot).adapt(TASK).embedding());
    }

    @Test
    void anEmbeddingOfTheOtherSideOfAKinkIsExplained() {
        Snapshot snapshot = model(null, LOST_IN_FLOAT32, 0.25);
        float[] published = published(snapshot);
        assertThat(differenceFromDoublePrecision(snapshot, published)).isGreaterThan(0.01);

        KinkCheck.Finding finding = explain(snapshot, published);

        assertThat(finding.explained()).isTrue();
        assertThat(finding.flipped()).isEqualTo(1);
        assertThat(finding.smallestKinkDistance()).isLessThan(2 * LOST_IN_FLOAT32);
    }

    @Test
    void severalKinksAtATimeAreFound() {
        Snapshot snapshot = model(null, LOST_IN_FLOAT32, 0.25, LOST_IN_FLOAT32, 3 * LOST_IN_FLOAT32);

        assertThat(explain(snapshot, published(snapshot)))
                .matches(KinkCheck.Finding::explained)
                .matches(finding -> finding.flipped() == 3);
    }

    @Test
    void withoutAKinkNothingElseThanTheEmbeddingItselfIsExplained() {
        Snapshot snapshot = model(null, 1e-3, 0.25);
        float[] published = published(snapshot);
        assertThat(explain(snapshot, published))
                .matches(KinkCheck.Finding::explained)
                .matches(finding -> finding.flipped() == 0);

        published[0] += 1e-3f;
        KinkCheck.Finding finding = explain(snapshot, published);

        assertThat(finding.explained()).isFalse();
        assertThat(finding.difference()).isGreaterThan(5e-4);
        assertThat(finding.smallestKinkDistance()).isBetween(0.9e-3, 1.1e-3);
    }

    @Test
    void aKinkNearbyDoesNotExplainWhatIsOnNeitherSideOfIt() {
        Snapshot snapshot = model(null, LOST_IN_FLOAT32, 0.25);
        float[] published = published(snapshot);
        published[0] += 1e-3f;

        assertThat(explain(snapshot, published).explained()).isFalse();
        assertThat(explain(snapshot, new float[] {Float.NaN}).explained()).isFalse();
    }

    @Test
    void theUnadaptedEmbeddingIsExplainedWhereTheGuardDemandsIt() {
        Snapshot snapshot = model(0.01, 0.1, 0.25);
        assertThat(published(snapshot)).containsExactly(0.5f);

        assertThat(explain(snapshot, published(snapshot)).explained()).isTrue();
        assertThat(explain(model(null, 0.1, 0.25), published(snapshot)).explained())
                .isFalse();
    }
}
