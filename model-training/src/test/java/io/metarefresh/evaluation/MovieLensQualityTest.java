package io.metarefresh.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.metarefresh.dataset.Dataset;
import io.metarefresh.dataset.MovieLensImporter;
import io.metarefresh.snapshot.Snapshot;
import io.metarefresh.training.MetaTrainer;
import io.metarefresh.training.ProgressListener;
import io.metarefresh.training.TrainingSettings;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/**
 * Freshness pays on real data: MovieLens ml-latest-small, in the directory that the environment variable {@code METAREFRESH_MOVIELENS}
 * names. Skipped without it, because the data may not be part of this repository.
 */
class MovieLensQualityTest {
    @Test
    void freshEmbeddingsBeatStaleOnesAndEveryBaseline() throws Exception {
        String directory = System.getenv("METAREFRESH_MOVIELENS");
        assumeThat(directory)
                .as("set METAREFRESH_MOVIELENS to a directory with ml-latest-small")
                .isNotNull();
        Dataset data = MovieLensImporter.read(Path.of(directory));
        EvaluationSettings settings = EvaluationSettings.defaults().toBuilder()
                .effects(false)
                .bootstrapReplicates(0)
                .build();
        int split = settings.eventsBeforeSplit(data.interactions().size());
        Dataset before = new Dataset(data.interactions().subList(0, split), data.profiles());
        Snapshot snapshot = MetaTrainer.train(
                before, TrainingSettings.defaults("movielens", Instant.EPOCH), ProgressListener.SILENT);
        EvaluationReport report = Evaluation.run(snapshot, data, settings, EvaluationListener.SILENT);

        double event = report.column("event").auc();
        assertThat(event).isGreaterThan(report.column("running_means").auc() + 0.02);
        assertThat(event).isGreaterThan(report.column("static_id").auc() + 0.05);
        assertThat(event).isGreaterThan(report.column("daily").auc() + 0.05);
        assertThat(report.column("never").auc())
                .isGreaterThan(report.column("no_personalisation").auc() - 0.005);
        assertThat(report.column("minute").auc())
                .isBetween(report.column("hourly").auc(), event);
        assertThat(report.column("hourly").auc())
                .isGreaterThan(report.column("daily").auc());
        assertThat(report.column("daily").auc())
                .isGreaterThan(report.column("never").auc());
    }
}
