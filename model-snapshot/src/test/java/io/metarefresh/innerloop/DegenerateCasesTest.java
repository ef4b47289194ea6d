package io.metarefresh.innerloop;

import static io.metarefresh.innerloop.Agreement.assertAgrees;
import static io.metarefresh.innerloop.Agreement.widen;
import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.snapshot.InnerLoopSpec;
import io.metarefresh.snapshot.Loss;
import io.metarefresh.snapshot.Snapshot;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The cases of the snapshot format, chapter 5, in which there is nothing to learn from, or nothing to learn with. */
class DegenerateCasesTest {
    private static final TestingModels.Shape SHAPE = TestingModels.small();

    private final Snapshot snapshot = TestingModels.snapshot(SHAPE, 1);
    private final SupportTask task = TestingModels.task(SHAPE, 8, 2);

    @Test
    void noTasksGiveNoResults() {
        try (InnerLoop innerLoop = new InnerLoop(snapshot)) {
            assertThat(innerLoop.adapt(List.of())).isEmpty();
        }
    }

    @Test
    void withoutRowsTheEmbeddingIsTheUnadaptedOneAndThereAreNoLosses() {
        SupportTask empty = new SupportTask(task.entityId(), task.profile(), List.of());
        try (InnerLoop innerLoop = new InnerLoop(snapshot)) {
            float[] unadapted = innerLoop.unadapted(task.entityId(), task.profile());
            // Alone (no rows in the whole batch) and beside an entity that has rows.
            assertNotAdapted(innerLoop.adapt(List.of(empty)).get(0), unadapted, 0);
            assertNotAdapted(innerLoop.adapt(List.of(task, empty)).get(1), unadapted, 0);
        }
    }

    @Test
    void rowsThatAllWeighNothingCountAsRowsButTakeNoStep() {
        SupportTask weightless = reweighted(0);
        InnerLoopSpec noPrior = new InnerLoopSpec(3, Loss.LOGISTIC, 0, null, 64, Duration.ofDays(90), null, null);
        for (Snapshot s : List.of(snapshot, TestingModels.snapshot(SHAPE.withInnerLoop(noPrior), 1))) {
            try (InnerLoop innerLoop = new InnerLoop(s)) {
                float[] unadapted = innerLoop.unadapted(task.entityId(), task.profile());
                assertNotAdapted(innerLoop.adapt(List.of(weightless)).get(0), unadapted, 8);
                assertNotAdapted(innerLoop.adapt(List.of(task, weightless)).get(1), unadapted, 8);
            }
        }
    }

    @Test
    void rowsWithoutWeightChangeNothingBesideRowsWithWeight() {
        Interaction last = task.rows().get(7);
        Interaction weightless = new Interaction(
                "zero", 0, last.memberId(), "i9", last.eventTimeMillis(), 1 - last.label(), 0, last.context());
        List<Interaction> more = new java.util.ArrayList<>(task.rows());
        more.add(weightless);
        try (InnerLoop innerLoop = new InnerLoop(snapshot)) {
            Adaptation with = innerLoop
                    .adapt(List.of(new SupportTask(task.entityId(), task.profile(), more)))
                    .get(0);
            Adaptation without = innerLoop.adapt(List.of(task)).get(0);
            assertAgrees("embedding", with.embedding(), widen(without.embedding()));
            assertAgrees("loss", with.supportLossAfter(), without.supportLossAfter());
            assertThat(with.supportSize()).isEqualTo(9);
        }
    }

    @Test
    void withoutStepsBothLossesAreTheSame() {
        try (InnerLoop innerLoop = new InnerLoop(
                TestingModels.snapshot(SHAPE.withInnerLoop(TestingModels.innerLoop(0, Loss.LOGISTIC)), 1))) {
            Adaptation result = innerLoop.adapt(List.of(task)).get(0);
            assertThat(result.embedding()).isEqualTo(innerLoop.unadapted(task.entityId(), task.profile()));
            assertThat(result.supportLossBefore()).isNotNull().isEqualTo(result.supportLossAfter());
        }
    }

    @Test
    void withoutEntityFeaturesOnlyBiasesMoveTheFirstLayerAndMembersStillDiffer() {
        TestingModels.Shape shape = SHAPE.withIds(false).withProfileWidth(0);
        Snapshot bare = TestingModels.snapshot(shape, 3);
        assertThat(bare.tensor("meta.0.weight").shape()).containsExactly(0, 7);
        SupportTask one = TestingModels.task(shape, 5, 1);
        SupportTask other = TestingModels.task(shape, 5, 2);
        try (InnerLoop innerLoop = new InnerLoop(bare)) {
            List<Adaptation> results = innerLoop.adapt(List.of(one, other));
            assertAgrees(
                    "one",
                    results.get(0).embedding(),
                    new ReferenceInnerLoop(bare).adapt(one).embedding());
            assertThat(results.get(0).embedding()).isNotEqualTo(results.get(1).embedding());
            assertThat(innerLoop.unadapted("anybody", Features.NONE))
                    .isEqualTo(innerLoop.unadapted("somebody", Features.NONE));
        }
    }

    @Test
    void rowsBeyondTheSnapshotsSizeAndHorizonAreNotUsed() {
        // Rows are an hour apart: a horizon of 4 h keeps the newest 4 of them (time > newest − 4 h), a size of 3 the
        // newest 3.
        for (int kept : new int[] {4, 3}) {
            InnerLoopSpec spec = new InnerLoopSpec(
                    3, Loss.LOGISTIC, 4, null, kept == 3 ? 3 : 64, Duration.ofHours(kept == 4 ? 4 : 100), null, null);
            try (InnerLoop innerLoop = new InnerLoop(TestingModels.snapshot(SHAPE.withInnerLoop(spec), 1))) {
                SupportTask newest = new SupportTask(
                        task.entityId(), task.profile(), task.rows().subList(8 - kept, 8));
                Adaptation all = innerLoop.adapt(List.of(task)).get(0);
                assertThat(all.supportSize()).isEqualTo(kept);
                assertThat(all)
                        .usingRecursiveComparison()
                        .isEqualTo(innerLoop.adapt(List.of(newest)).get(0));
            }
        }
    }

    @Test
    void lossesOfExtremeScoresDoNotOverflow() {
        assertThat(loss(1e6f, 0)).isEqualTo(1e6);
        assertThat(loss(1e6f, 1)).isZero();
        assertThat(loss(-1e6f, 1)).isEqualTo(1e6);
        assertThat(loss(-1e6f, 0)).isZero();
        assertThat(loss(Float.NaN, 0)).isNaN();
        assertThat(loss(Float.POSITIVE_INFINITY, 1)).isNotEqualTo(0);
    }

    private static double loss(float score, float label) {
        SupportLoss loss = new SupportLoss(TestingModels.innerLoop(1, Loss.LOGISTIC));
        RowLayout layout = new RowLayout();
        layout.add(1);
        loss.begin(layout);
        loss.set(0, List.of(new Interaction("e", 0, "m", "i", 0, label, 1, Features.NONE)));
        float[] scores = new float[layout.padded()];
        scores[0] = score;
        loss.predict(scores);
        double[] means = new double[1];
        loss.means(scores, means);
        return means[0];
    }

    @Test
    void warmingUpChangesNothing() {
        try (InnerLoop cold = new InnerLoop(snapshot);
                InnerLoop warm = new InnerLoop(snapshot)) {
            warm.warmUp();
            assertThat(warm.adapt(List.of(task))).usingRecursiveComparison().isEqualTo(cold.adapt(List.of(task)));
        }
    }

    private SupportTask reweighted(float weight) {
        return new SupportTask(
                task.entityId(),
                task.profile(),
                task.rows().stream()
                        .map(i -> new Interaction(
                                i.eventId(),
                                i.eventVersion(),
                                i.memberId(),
                                i.itemId(),
                                i.eventTimeMillis(),
                                i.label(),
                                weight,
                                i.context()))
                        .toList());
    }

    private static void assertNotAdapted(Adaptation actual, float[] unadapted, int supportSize) {
        assertAgrees("embedding", actual.embedding(), widen(unadapted));
        assertThat(actual.supportSize()).isEqualTo(supportSize);
        assertThat(actual.supportLossBefore()).isNull();
        assertThat(actual.supportLossAfter()).isNull();
        assertThat(actual.guarded()).isFalse();
    }
}
