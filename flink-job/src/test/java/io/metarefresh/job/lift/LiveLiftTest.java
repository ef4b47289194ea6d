package io.metarefresh.job.lift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.metarefresh.innerloop.Adaptation;
import io.metarefresh.innerloop.SupportTask;
import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.job.TestingSnapshots;
import io.metarefresh.job.batch.EmbeddingModel;
import io.metarefresh.job.batch.SnapshotModel;
import io.metarefresh.job.record.Reason;
import io.metarefresh.job.record.Refresh;
import io.metarefresh.snapshot.EntityKind;
import io.metarefresh.snapshot.Loss;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LiveLiftTest {
    private static final LiftSample ALL = new LiftSample(1);

    /** Knows a member's label once it has seen a row: predicts the label of the last one, and a half without any. */
    private static class TestingLearner implements EmbeddingModel {
        final List<SupportTask> adapted = new ArrayList<>();
        private final Loss loss;

        TestingLearner(Loss loss) {
            this.loss = loss;
        }

        @Override
        public String modelName() {
            return "learner";
        }

        @Override
        public long modelVersion() {
            return 1;
        }

        @Override
        public List<Adaptation> adapt(List<SupportTask> tasks) {
            adapted.addAll(tasks);
            return tasks.stream().map(this::adapt).toList();
        }

        private Adaptation adapt(SupportTask task) {
            List<Interaction> rows = task.rows();
            float prediction = rows.isEmpty()
                    ? 0.5f
                    : 0.25f + 0.5f * rows.get(rows.size() - 1).label();
            float[] embedding = task.entityId().startsWith("broken") ? null : new float[] {prediction};
            return new Adaptation(embedding, rows.size(), null, null, embedding == null);
        }

        @Override
        public float[] predict(List<float[]> embeddings, List<Interaction> rows) {
            float[] predictions = new float[rows.size()];
            for (int i = 0; i < predictions.length; i++) {
                predictions[i] = embeddings.get(i)[0];
            }
            return predictions;
        }

        @Override
        public Loss loss() {
            return loss;
        }

        @Override
        public void warmUp() {}

        @Override
        public void close() {}
    }

    private static Refresh adapt(String entityId, Reason reason, float... labels) {
        List<Interaction> rows = IntStream.range(0, labels.length)
                .mapToObj(i -> new Interaction(
                        entityId + "-" + i, 0, entityId, "item", 1000L + i, labels[i], 1, Features.NONE))
                .toList();
        return new Refresh.Adapt(new SupportTask(entityId, Features.NONE, rows), 0, reason, -1);
    }

    private static Refresh adapt(String entityId, float... labels) {
        return adapt(entityId, Reason.INTERACTION, labels);
    }

    private static LiveLift lift(LiftSample sample, EmbeddingModel model) {
        LiveLift lift = new LiveLift(sample);
        lift.use(model);
        return lift;
    }

    @Test
    void theNewestRowIsPredictedByAnEmbeddingThatHasNotLearntIt() {
        TestingLearner model = new TestingLearner(Loss.LOGISTIC);
        lift(ALL, model).measure(List.of(adapt("a", 0, 0, 1)));
        assertThat(model.adapted).extracting(SupportTask::entityId).containsExactly("a", "a");
        assertThat(model.adapted.get(0).rows()).extracting(Interaction::eventId).containsExactly("a-0", "a-1");
        assertThat(model.adapted.get(1).rows()).isEmpty();
    }

    @Test
    void areasAndLossesCompareAdaptedWithUnadapted() {
        LiveLift lift = lift(ALL, new TestingLearner(Loss.LOGISTIC));
        lift.measure(List.of(adapt("a", 1, 1), adapt("b", 0, 0), adapt("c", 1, 0), adapt("d", 1, 1)));
        assertThat(lift.samples()).isEqualTo(4);
        // Positives a, d at 0.75; negatives b at 0.25, c at 0.75: two pairs in order, two ties.
        assertThat(lift.adaptedAuc()).isEqualTo(0.75);
        assertThat(lift.unadaptedAuc()).isEqualTo(0.5);
        double adapted = -(3 * Math.log(0.75) + Math.log(0.25)) / 4;
        assertThat(lift.lossReduction()).isCloseTo(Math.log(2) - adapted, within(1e-6));
    }

    @Test
    void ofASquaredLossTheReductionIsOfHalfTheSquaredErrors() {
        LiveLift lift = lift(ALL, new TestingLearner(Loss.SQUARED));
        lift.measure(List.of(adapt("a", 1, 1), adapt("b", 0, 0)));
        assertThat(lift.lossReduction()).isCloseTo(0.5 * (0.25 - 0.0625), within(1e-6));
    }

    @Test
    void nothingIsSaidBeforeThereAreSamplesOfBothSides() {
        LiveLift lift = lift(ALL, new TestingLearner(Loss.LOGISTIC));
        assertThat(lift.adaptedAuc()).isNaN();
        assertThat(lift.lossReduction()).isNaN();
        lift.measure(List.of(adapt("a", 1)));
        assertThat(lift.adaptedAuc()).isNaN();
        assertThat(lift.lossReduction()).isZero();
    }

    @Test
    void onlyInteractionsBringARowToPredict() {
        TestingLearner model = new TestingLearner(Loss.LOGISTIC);
        LiveLift lift = lift(ALL, model);
        lift.measure(List.of(
                adapt("a", Reason.ROLLOUT, 1),
                adapt("b", Reason.PROFILE, 1),
                adapt("c"),
                new Refresh.Forget("d", 1, 1)));
        assertThat(model.adapted).isEmpty();
        assertThat(lift.samples()).isZero();
    }

    @Test
    void anEntityWithoutAFiniteEmbeddingIsLeftOut() {
        LiveLift lift = lift(ALL, new TestingLearner(Loss.LOGISTIC));
        lift.measure(List.of(adapt("broken", 1, 1), adapt("a", 1, 1)));
        assertThat(lift.samples()).isEqualTo(1);
    }

    @Test
    void theFiguresAreOfTheLatestPredictionsAndOfTheModelThatRuns() {
        LiveLift lift = lift(ALL, new TestingLearner(Loss.LOGISTIC));
        lift.measure(List.of(adapt("wrong", 0, 1)));
        for (int i = 0; i < LiveLift.WINDOW; i++) {
            lift.measure(List.of(adapt("m" + i, i % 2, i % 2)));
        }
        assertThat(lift.adaptedAuc()).as("the wrong one has left the window").isEqualTo(1);
        lift.use(new TestingLearner(Loss.LOGISTIC));
        assertThat(lift.lossReduction()).isNaN();
        assertThat(lift.samples()).isEqualTo(LiveLift.WINDOW + 1);
    }

    @Test
    void theSampleIsAShareOfTheRowsAndTheSameInEveryRun() {
        assertThat(taken(LiftSample.NONE)).isEmpty();
        assertThat(taken(ALL)).hasSize(10_000);
        assertThat(taken(new LiftSample(0.1))).hasSizeBetween(900, 1_100).isEqualTo(taken(new LiftSample(0.1)));
        assertThat(taken(new LiftSample(0.2))).containsAll(taken(new LiftSample(0.1)));
    }

    private static List<String> taken(LiftSample sample) {
        return IntStream.range(0, 10_000)
                .mapToObj(i -> "%012d".formatted(i))
                .filter(id -> sample.takes((Refresh.Adapt) adapt(id, 1)))
                .toList();
    }

    @Test
    void aRealSnapshotPredictsTheSampledRow() {
        try (SnapshotModel model = new SnapshotModel(TestingSnapshots.snapshot(EntityKind.MEMBER))) {
            LiveLift lift = lift(ALL, model);
            lift.measure(List.of(adapt("a", 1, 1, 1, 1), adapt("b", 0, 0, 0, 0)));
            assertThat(lift.adaptedAuc()).isEqualTo(1);
            assertThat(lift.unadaptedAuc()).isEqualTo(0.5);
            assertThat(lift.lossReduction()).isPositive();
        }
    }
}
