package io.metarefresh.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.metarefresh.dataset.Dataset;
import io.metarefresh.innerloop.Adaptation;
import io.metarefresh.innerloop.InnerLoop;
import io.metarefresh.innerloop.Scorer;
import io.metarefresh.innerloop.SupportTask;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.snapshot.InnerLoopSpec;
import io.metarefresh.snapshot.Loss;
import io.metarefresh.snapshot.Snapshot;
import io.metarefresh.snapshot.SnapshotReader;
import io.metarefresh.snapshot.SnapshotWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the trainer computed is what the frozen snapshot computes: written, read, and run through the live inner loop. */
class TrainedSnapshotTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "true, true, false",
        "true, false, false",
        "false, true, false",
        "false, false, false",
        "true, true, true"
    })
    void innerLoopOfTheWrittenSnapshotAgreesWithTheTrainer(boolean context, boolean profiles, boolean ratings)
            throws Exception {
        Dataset data = TestingData.oppositeTastes(20, 12, 60, context, profiles);
        TrainingSettings settings = TestingSettings.tiny();
        if (ratings) {
            // The squared loss with labels far from 0 and 1, and a gradient cap that holds at their scale.
            data = TestingData.relabelled(data, 30, 70);
            settings = settings.toBuilder()
                    .innerLoop(new InnerLoopSpec(3, Loss.SQUARED, 2, 50.0, 16, Duration.ofDays(365), null, null))
                    .build();
        }
        MetaTrainer trainer = new MetaTrainer(data, settings, ProgressListener.SILENT);
        Snapshot trained = trainer.run();
        Path written = directory.resolve("snapshot");
        SnapshotWriter.write(written, trained.manifest(), trained.tensors(), trained.vocabularies());

        Histories histories = trainer.histories();
        List<Task> tasks =
                List.of(new Task(0, 0, 11, 12), new Task(1, 0, 0, 1), new Task(2, 0, 1, 2), new Task(3, 2, 10, 11));
        float[] expected = trainer.embeddings(tasks);
        float[] expectedScores = trainer.scores(tasks);
        Snapshot snapshot = SnapshotReader.read(written);
        try (InnerLoop innerLoop = new InnerLoop(snapshot);
                Scorer scorer = new Scorer(snapshot)) {
            Dataset all = data;
            List<Adaptation> adaptations = innerLoop.adapt(tasks.stream()
                    .map(t -> new SupportTask(
                            histories.entityId(t.entity()),
                            all.profile(histories.entityId(t.entity())),
                            histories.rows(t.entity()).subList(t.supportFrom(), t.cut())))
                    .toList());
            int dimension = snapshot.manifest().embeddingDimension();
            for (int t = 0; t < tasks.size(); t++) {
                float[] actual = adaptations.get(t).embedding();
                for (int i = 0; i < dimension; i++) {
                    float one = expected[t * dimension + i];
                    assertThat(actual[i])
                            .as("task %d, component %d", t, i)
                            .isCloseTo(one, within(2e-5f * (1 + Math.abs(one))));
                }
                Interaction query =
                        histories.rows(tasks.get(t).entity()).get(tasks.get(t).cut());
                float prediction = scorer.predict(actual, query.memberId(), query.itemId(), query.context());
                float one = ratings
                        ? trainer.unscaled(expectedScores[t])
                        : (float) Loss.LOGISTIC.prediction(expectedScores[t]);
                assertThat(prediction).isCloseTo(one, within(2e-5f * (1 + Math.abs(one))));
            }
        }
    }

    @Test
    void manifestTellsHowItWasTrained() {
        Dataset data = TestingData.oppositeTastes(20, 12, 60, true, false);
        Snapshot trained = MetaTrainer.train(data, TestingSettings.tiny(), ProgressListener.SILENT);
        assertThat(trained.manifest()
                        .training()
                        .path("data")
                        .path("interactions")
                        .asInt())
                .isEqualTo(240);
        assertThat(trained.manifest().training().path("settings").path("seed").asLong())
                .isEqualTo(1);
        assertThat(trained.manifest().training().path("curve").size()).isEqualTo(2);
        assertThat(trained.manifest()
                        .training()
                        .path("curve")
                        .path(0)
                        .path("validation_loss")
                        .asDouble())
                .isPositive();
    }
}
