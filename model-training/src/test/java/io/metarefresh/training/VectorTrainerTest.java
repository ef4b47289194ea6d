package io.metarefresh.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.metarefresh.dataset.Dataset;
import io.metarefresh.innerloop.Adaptation;
import io.metarefresh.innerloop.InnerLoop;
import io.metarefresh.innerloop.Scorer;
import io.metarefresh.innerloop.SupportTask;
import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.prediction.AreaUnderCurve;
import io.metarefresh.snapshot.EntityKind;
import io.metarefresh.snapshot.InnerLoopSpec;
import io.metarefresh.snapshot.Loss;
import io.metarefresh.snapshot.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VectorTrainerTest {
    private static TrainingSettings settings(EntityKind entity, int threads) {
        return TrainingSettings.defaults("vector", Instant.parse("2026-01-01T00:00:00Z")).toBuilder()
                .entity(entity)
                .threads(threads)
                .innerLoop(new InnerLoopSpec(3, Loss.LOGISTIC, 2, null, 16, Duration.ofDays(365), null, null))
                .build();
    }

    private static VectorTrainer trainer(Dataset data, EntityKind entity, int threads, int passes) {
        TrainingSettings settings = settings(entity, threads);
        VectorSettings own =
                VectorSettings.of(settings).withSchedule(new VectorSettings.Schedule(0, passes, passes, 1, 0.2, null));
        return new VectorTrainer(data, settings, own, ProgressListener.SILENT);
    }

    private static Snapshot train(Dataset data, EntityKind entity, int threads, int passes) {
        return trainer(data, entity, threads, passes).train();
    }

    @Test
    void learnsATasteThatOnlyTheHistoryTells() {
        Dataset data = TestingData.oppositeTastes(40, 40, 20, true, false);
        Snapshot snapshot = train(data, EntityKind.MEMBER, 2, 12);
        List<Interaction> queries = new ArrayList<>();
        List<float[]> adapted = new ArrayList<>();
        List<float[]> unadapted = new ArrayList<>();
        Histories histories = new Histories(data.interactions(), EntityKind.MEMBER);
        try (InnerLoop loop = new InnerLoop(snapshot);
                Scorer scorer = new Scorer(snapshot)) {
            for (int m = 0; m < histories.entities(); m++) {
                List<Interaction> rows = histories.rows(m);
                queries.add(rows.get(rows.size() - 1));
                adapted.add(embedding(loop, rows.subList(0, rows.size() - 1)));
                unadapted.add(embedding(loop, List.of()));
            }
            assertThat(auc(scorer.predict(adapted, queries), queries)).isGreaterThan(0.8);
            assertThat(auc(scorer.predict(unadapted, queries), queries)).isBetween(0.2, 0.8);
        }
    }

    private static float[] embedding(InnerLoop loop, List<Interaction> rows) {
        Adaptation adaptation =
                loop.adapt(List.of(new SupportTask("m", Features.NONE, rows))).get(0);
        return adaptation.embedding();
    }

    private static double auc(float[] predictions, List<Interaction> queries) {
        double[] scores = new double[predictions.length];
        float[] labels = new float[predictions.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = predictions[i];
            labels[i] = queries.get(i).label();
        }
        return AreaUnderCurve.of(scores, labels, 0.5f);
    }

    /** What training optimises is what the job computes: same support sets, same weights, same steps. */
    @ParameterizedTest
    @CsvSource({"false, 1, MEMBER", "true, 1, MEMBER", "true, 10, MEMBER", "false, 1, ITEM"})
    void theSnapshotPredictsWhatTheTrainerPredicted(boolean profiles, float labelFactor, EntityKind entity) {
        // Items as entities need as long a history as members.
        int items = entity == EntityKind.MEMBER ? 60 : 8;
        Dataset plain = TestingData.oppositeTastes(8, 40, items, true, profiles);
        Dataset data = labelFactor == 1 ? plain : TestingData.relabelled(plain, labelFactor, 3);
        VectorTrainer trainer = trainer(data, entity, 2, 3);
        int all = data.interactions().size();
        try (VectorTrainer.Run run = trainer.new Run(all, 1)) {
            for (int pass = 0; pass < 3; pass++) {
                run.pass();
            }
            Snapshot snapshot = VectorSnapshot.of(run.model, settings(entity, 2), null);
            Histories histories = run.view.histories;
            VectorPass pass = new VectorPass(run.model, run.view);
            List<PrefixTask> tasks = List.of(new PrefixTask(0, 0, 3), new PrefixTask(3, 18, 24));
            float[] expected = new float[all];
            pass.predict(
                    tasks,
                    (row, adapted, unadapted) -> expected[row] = run.model.loss == Loss.LOGISTIC
                            ? (float) (1 / (1 + Math.exp(-adapted)))
                            : run.model.labelScale.unscaled(adapted));
            try (InnerLoop loop = new InnerLoop(snapshot);
                    Scorer scorer = new Scorer(snapshot)) {
                for (PrefixTask task : tasks) {
                    for (int position = task.first(); position < task.end(); position++) {
                        List<Interaction> rows = histories.rows(task.entity());
                        String id = histories.entityId(task.entity());
                        Features profile = entity == EntityKind.MEMBER ? data.profile(id) : Features.NONE;
                        float[] embedding = loop.adapt(List.of(new SupportTask(id, profile, rows.subList(0, position))))
                                .get(0)
                                .embedding();
                        float[] predicted = scorer.predict(List.of(embedding), List.of(rows.get(position)));
                        assertThat((double) predicted[0])
                                .as("event %d of entity %s", position, id)
                                .isCloseTo(
                                        expected[histories.positions(task.entity())[position]],
                                        within(2e-4 * labelFactor));
                    }
                }
            }
        }
    }

    @Test
    void theNumberOfThreadsDoesNotShow() {
        Dataset data = TestingData.oppositeTastes(10, 30, 60, true, true);
        Snapshot one = train(data, EntityKind.MEMBER, 1, 2);
        Snapshot two = train(data, EntityKind.MEMBER, 2, 2);
        assertThat(one.tensors().keySet()).isEqualTo(two.tensors().keySet());
        one.tensors().forEach((name, tensor) -> assertThat(tensor.values())
                .as(name)
                .isEqualTo(two.tensors().get(name).values()));
        assertThat(one.manifest().innerLoop()).isEqualTo(two.manifest().innerLoop());
    }

    /** A profile is where the vector starts, and no step moves it anywhere else than the rows do. */
    @Test
    void aProfileIsTheStartOfTheVector() {
        Dataset data = TestingData.oppositeTastes(10, 30, 20, true, true);
        Snapshot snapshot = train(data, EntityKind.MEMBER, 2, 3);
        try (InnerLoop loop = new InnerLoop(snapshot)) {
            float[] without = embedding(loop, List.of());
            float[] with = loop.adapt(List.of(new SupportTask("m0", data.profile("m0"), List.of())))
                    .get(0)
                    .embedding();
            assertThat(with).isNotEqualTo(without);
        }
        float[] rates = snapshot.tensors().get("inner_loop.learning_rates").values();
        for (int k = 0; k < rates.length; k += 2) {
            assertThat(rates[k]).isZero();
            assertThat(rates[k + 1]).isPositive();
        }
        assertThat(snapshot.manifest().innerLoop().recency()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void aHandfulOfRowsIsEnoughForASnapshot(int rows) {
        Dataset all = TestingData.oppositeTastes(2, 5, 4, false, false);
        Dataset few = new Dataset(all.interactions().subList(0, rows), Map.of());
        assertThat(train(few, EntityKind.MEMBER, 1, 2).tensors()).isNotEmpty();
    }

    @Test
    void nothingToTrainOnIsRefused() {
        assertThatThrownBy(() -> train(new Dataset(List.of(), Map.of()), EntityKind.MEMBER, 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no interactions to train on");
    }
}
