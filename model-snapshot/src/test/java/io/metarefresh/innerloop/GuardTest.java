package io.metarefresh.innerloop;

import static io.metarefresh.innerloop.Agreement.assertAgrees;
import static io.metarefresh.innerloop.Agreement.widen;
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
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** GUARD: no embedding that is not finite, or too long, ever leaves the inner loop, and a sick entity does not infect its batch. */
class GuardTest {
    /** Linear throughout, so that nothing saturates and divergence is real. */
    private static final TestingModels.Shape LINEAR = new TestingModels.Shape(
            3,
            4,
            false,
            List.of(new LayerSpec(4, Activation.IDENTITY), new LayerSpec(3, Activation.IDENTITY)),
            List.of(new LayerSpec(5, Activation.IDENTITY)),
            true,
            TestingModels.innerLoop(5, Loss.SQUARED));

    private final SupportTask task = TestingModels.task(LINEAR, 6, 1);

    @Test
    void anEmbeddingThatDivergesIsReplacedByTheUnadaptedOne() {
        Snapshot snapshot = withRates(TestingModels.snapshot(LINEAR, 2), 1e20f);
        try (InnerLoop innerLoop = new InnerLoop(snapshot)) {
            Adaptation result = innerLoop.adapt(List.of(task)).get(0);
            assertThat(result.guarded()).isTrue();
            assertThat(result.embedding()).isEqualTo(innerLoop.unadapted(task.entityId(), task.profile()));
            assertThat(result.supportSize()).isEqualTo(6);
            assertThat(result.supportLossBefore()).isFinite();
            assertThat(result.supportLossAfter()).isNull();
        }
    }

    @Test
    void anEmbeddingLongerThanTheBoundIsReplacedByTheUnadaptedOne() {
        Snapshot free = TestingModels.snapshot(LINEAR, 3);
        try (InnerLoop innerLoop = new InnerLoop(free)) {
            Adaptation adapted = innerLoop.adapt(List.of(task)).get(0);
            double norm = Math.sqrt(Kernels.squaredNorm(adapted.embedding(), 3));
            assertThat(adapted.guarded()).isFalse();
            assertThat(boundedBy(norm * 1.001).embedding()).isEqualTo(adapted.embedding());
            Adaptation refused = boundedBy(norm * 0.999);
            assertThat(refused.guarded()).isTrue();
            assertThat(refused.embedding()).isEqualTo(innerLoop.unadapted(task.entityId(), task.profile()));
            assertThat(refused.supportLossBefore()).isEqualTo(adapted.supportLossBefore());
            assertThat(refused.supportLossAfter()).isNull();
        }
    }

    private Adaptation boundedBy(double maxEmbeddingNorm) {
        InnerLoopSpec spec =
                new InnerLoopSpec(5, Loss.SQUARED, 4.0, null, 64, Duration.ofDays(90), null, maxEmbeddingNorm);
        try (InnerLoop innerLoop = new InnerLoop(TestingModels.snapshot(LINEAR.withInnerLoop(spec), 3))) {
            return innerLoop.adapt(List.of(task)).get(0);
        }
    }

    @Test
    void theBoundIsOnAdaptedEmbeddingsOnly() {
        InnerLoopSpec spec = new InnerLoopSpec(5, Loss.SQUARED, 4.0, null, 64, Duration.ofDays(90), null, 1e-9);
        try (InnerLoop innerLoop = new InnerLoop(TestingModels.snapshot(LINEAR.withInnerLoop(spec), 3))) {
            Adaptation withoutRows = innerLoop
                    .adapt(List.of(new SupportTask(task.entityId(), task.profile(), List.of())))
                    .get(0);
            assertThat(withoutRows.guarded()).isFalse();
            assertThat(withoutRows.embedding()).isEqualTo(innerLoop.unadapted(task.entityId(), task.profile()));
        }
    }

    @Test
    void aLossThatIsNotFiniteIsGuardedToo() {
        // The label squared does not fit a float; with one step of rate zero the embedding itself stays fine.
        TestingModels.Shape oneStep = LINEAR.withInnerLoop(TestingModels.innerLoop(1, Loss.SQUARED));
        Snapshot snapshot = withRates(TestingModels.snapshot(oneStep, 4), 0f);
        Interaction row = new Interaction("e", 0, task.entityId(), "i", 0, 1e30f, 1, Features.NONE);
        try (InnerLoop innerLoop = new InnerLoop(snapshot)) {
            Adaptation result = innerLoop
                    .adapt(List.of(new SupportTask(task.entityId(), task.profile(), List.of(row))))
                    .get(0);
            assertThat(result.guarded()).isTrue();
            assertThat(result.embedding()).isEqualTo(innerLoop.unadapted(task.entityId(), task.profile()));
            assertThat(result.supportLossBefore()).isNull();
            assertThat(result.supportLossAfter()).isNull();
        }
    }

    @Test
    void nothingIsPublishedWhereNotEvenTheUnadaptedEmbeddingIsFinite() {
        Snapshot snapshot = TestingModels.snapshot(LINEAR, 5);
        Features huge = new Features(Map.of("profile", new float[] {3e38f, 3e38f, -3e38f}), Map.of());
        try (InnerLoop innerLoop = new InnerLoop(snapshot)) {
            for (List<Interaction> rows : List.of(task.rows(), List.<Interaction>of())) {
                Adaptation result = innerLoop
                        .adapt(List.of(new SupportTask("m", huge, rows)))
                        .get(0);
                assertThat(result.guarded()).isTrue();
                assertThat(result.embedding()).isNull();
                assertThat(result.supportLossAfter()).isNull();
            }
            assertThat(innerLoop.unadapted("m", huge)).isNull();
        }
    }

    @Test
    void aSickEntityDoesNotInfectTheOthersOfItsBatch() {
        Snapshot snapshot = withRates(TestingModels.snapshot(LINEAR, 6), 0.05f);
        Features huge = new Features(Map.of("profile", new float[] {3e38f, 3e38f, -3e38f}), Map.of());
        Features hugeContext = new Features(Map.of("signals", new float[] {3e38f, 3e38f, 3e38f, -3e38f}), Map.of());
        Interaction sickRow = new Interaction("e", 0, "m", "i", 0, 1, 1, hugeContext);
        SupportTask other = TestingModels.task(LINEAR, 9, 7);
        try (InnerLoop innerLoop = new InnerLoop(snapshot)) {
            List<Adaptation> results = innerLoop.adapt(List.of(
                    task,
                    new SupportTask("sick", huge, task.rows()),
                    other,
                    new SupportTask("sick too", task.profile(), List.of(sickRow, sickRow))));
            assertThat(results).extracting(Adaptation::guarded).containsExactly(false, true, false, true);
            assertAgrees(
                    "first",
                    results.get(0).embedding(),
                    widen(innerLoop.adapt(List.of(task)).get(0).embedding()));
            assertAgrees(
                    "third",
                    results.get(2).embedding(),
                    widen(innerLoop.adapt(List.of(other)).get(0).embedding()));
        }
    }

    private static Snapshot withRates(Snapshot snapshot, float rate) {
        Map<String, Tensor> tensors = new HashMap<>(snapshot.tensors());
        Tensor old = tensors.get("inner_loop.learning_rates");
        float[] rates = new float[old.values().length];
        Arrays.fill(rates, rate);
        tensors.put("inner_loop.learning_rates", new Tensor(old.shape(), rates));
        return new Snapshot(snapshot.manifest(), tensors, snapshot.vocabularies());
    }
}
