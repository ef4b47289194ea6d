package io.metarefresh.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.metarefresh.dataset.Dataset;
import io.metarefresh.evaluation.yardstick.YardstickName;
import io.metarefresh.evaluation.yardstick.YardstickSettings;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.prediction.WithinEntityAuc;
import io.metarefresh.snapshot.EntityKind;
import io.metarefresh.snapshot.Manifest;
import io.metarefresh.snapshot.Snapshot;
import io.metarefresh.training.MetaTrainer;
import io.metarefresh.training.ProgressListener;
import io.metarefresh.training.TestingData;
import io.metarefresh.training.TestingSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvaluationTest {
    private static final Dataset DATA = TestingData.oppositeTastes(60, 30, 12, false, false);
    private static final Provenance PROVENANCE = new Provenance("opposite.csv", "ab".repeat(32));
    private static Snapshot snapshot;
    private static EvaluationReport report;

    @TempDir
    Path directory;

    @BeforeAll
    static void trainOnTheFirstPart() {
        EvaluationSettings settings = EvaluationSettings.defaults();
        int split = settings.eventsBeforeSplit(DATA.interactions().size());
        Dataset before = new Dataset(DATA.interactions().subList(0, split), DATA.profiles());
        snapshot = MetaTrainer.train(before, TestingSettings.passes(20), ProgressListener.SILENT);
        report = Evaluation.run(snapshot, DATA, settings, EvaluationListener.SILENT);
    }

    @Test
    void freshEmbeddingsPredictATasteThatTheUnadaptedCannotKnow() {
        assertThat(report.column("never").auc()).isLessThan(0.6);
        assertThat(report.column("event").auc()).isGreaterThan(0.8);
        assertThat(report.column("event").auc())
                .isGreaterThanOrEqualTo(report.column("daily").auc() - 0.02);
        assertThat(report.warnings()).isEmpty();
    }

    @Test
    void staticIdsLearnKnownMembersAndTheOtherBaselinesCannot() {
        assertThat(report.column("static_id").auc())
                .isGreaterThan(report.column("no_personalisation").auc() + 0.1);
        assertThat(report.column("running_means").auc()).isLessThan(0.65);
    }

    @Test
    void everyColumnIsScoredInsideEachMemberToo() {
        List<Interaction> predicted = DATA.interactions()
                .subList(report.data().eventsBeforeSplit(), DATA.interactions().size());
        int[] members = predicted.stream()
                .mapToInt(row -> Integer.parseInt(row.memberId().substring(1)))
                .toArray();
        for (EvaluationReport.Column column : report.columns()) {
            double[] scores = new double[members.length];
            for (int i = 0; i < scores.length; i++) {
                scores[i] = column.predictions()[i];
            }
            assertThat(column.aucWithin())
                    .as("%s", column.name())
                    .isEqualTo(WithinEntityAuc.of(scores, report.labels(), 0.5f, members))
                    .isNotEqualTo(column.auc());
        }
    }

    @Test
    void theBestYardstickIsTheOneOfGreatestAuc() {
        EvaluationReport.Column best = report.bestYardstick().orElseThrow();
        assertThat(best.kind()).isEqualTo(EvaluationReport.Kind.BASELINE);
        assertThat(report.columns())
                .filteredOn(c -> c.kind() == EvaluationReport.Kind.BASELINE)
                .allSatisfy(c -> assertThat(c.auc()).isLessThanOrEqualTo(best.auc()));
    }

    @Test
    void onlyTheYardsticksThatAreNamedAreComputed() {
        EvaluationReport some = Evaluation.run(
                snapshot,
                DATA,
                EvaluationSettings.of(List.of(RefreshPolicy.EVERY_EVENT)),
                new YardstickSettings(Set.of(YardstickName.RUNNING_MEANS, YardstickName.ONLINE_BIASES), false),
                EvaluationListener.SILENT);
        assertThat(some.columns())
                .extracting(EvaluationReport.Column::name)
                .containsExactly("event", "running_means", "online_biases");
        assertThat(some.differences())
                .extracting(Difference::against)
                .containsExactly("running_means", "online_biases");
    }

    @Test
    void laterLabelsDoNotChangeEarlierPredictions() {
        List<Interaction> changed = new ArrayList<>(DATA.interactions());
        int from = 1500;
        for (int i = from; i < changed.size(); i++) {
            Interaction row = changed.get(i);
            changed.set(
                    i,
                    new Interaction(
                            row.eventId(),
                            0,
                            row.memberId(),
                            row.itemId(),
                            row.eventTimeMillis(),
                            1 - row.label(),
                            1,
                            row.context()));
        }
        EvaluationReport other = Evaluation.run(
                snapshot, new Dataset(changed, Map.of()), EvaluationSettings.defaults(), EvaluationListener.SILENT);
        int split = report.data().eventsBeforeSplit();
        for (EvaluationReport.Column column : report.columns()) {
            float[] predictions = other.column(column.name()).predictions();
            // The prediction of the first changed event itself is made before its label is known.
            for (int i = 0; i <= from - split; i++) {
                assertThat(predictions[i]).as("%s, event %d", column.name(), i).isEqualTo(column.predictions()[i]);
            }
        }
    }

    @Test
    void aSnapshotTrainedBeyondTheSplitIsReported() {
        Snapshot cheat = MetaTrainer.train(DATA, TestingSettings.tiny(), ProgressListener.SILENT);
        EvaluationSettings policiesOnly = EvaluationSettings.of(List.of(RefreshPolicy.NEVER));
        EvaluationReport flattered = Evaluation.run(cheat, DATA, policiesOnly, EvaluationListener.SILENT);
        assertThat(flattered.warnings()).hasSize(1).first().asString().contains("after the split");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"data\": {\"last_event\": \"2024-01-01\"}}; \"2024-01-01\", which is not a time",
                "{\"data\": {\"last_event\": 7}}; 7, which is not a time",
                "{\"data\": \"all of it\"}; does not say until when",
                "null; does not say until when"
            })
    void aSnapshotThatDoesNotSayUntilWhenItWasTrainedIsReported(String training, String warning) throws Exception {
        Manifest other = snapshot.manifest()
                .withTraining(training.equals("null") ? null : new ObjectMapper().readTree(training));
        EvaluationReport unknown = Evaluation.run(
                new Snapshot(other, snapshot.tensors(), snapshot.vocabularies()),
                DATA,
                EvaluationSettings.of(List.of(RefreshPolicy.NEVER)),
                EvaluationListener.SILENT);
        assertThat(unknown.warnings())
                .hasSize(1)
                .first()
                .asString()
                .contains(warning)
                .endsWith("is unknown");
    }

    @Test
    void filesHoldTheFiguresThePictureAndEveryPrediction() throws Exception {
        ReportFiles.write(directory, report, PROVENANCE);
        List<String> lines = Files.readAllLines(directory.resolve("predictions.csv"));
        assertThat(lines).hasSize(report.labels().length + 1);
        assertThat(lines.get(0))
                .isEqualTo(
                        "event_index,label,never,once,daily,hourly,minute,event,no_personalisation,static_id,running_means,"
                                + "online_biases,online_factorisation,logistic_regression,boosted_trees,blend");
        assertThat(lines.get(1)).startsWith(report.data().eventsBeforeSplit() + ",");
        assertThat(Files.readString(directory.resolve("report.md"))).contains("| on every event | 0.");
        assertThat(Files.readString(directory.resolve("report.json"))).contains("\"auc\"");
        assertThat(DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(directory.resolve("staleness.svg").toFile())
                        .getElementsByTagName("circle")
                        .getLength())
                .isEqualTo(6);
    }

    @Test
    void anItemModelIsEvaluatedByItem() {
        Snapshot items = MetaTrainer.train(
                DATA, TestingSettings.tiny().toBuilder().entity(EntityKind.ITEM).build(), ProgressListener.SILENT);
        EvaluationReport byItem = Evaluation.run(items, DATA, EvaluationSettings.defaults(), EvaluationListener.SILENT);
        assertThat(byItem.data().predictedMembers()).isEqualTo(12);
        assertThat(byItem.column("event").auc()).isBetween(0.0, 1.0);
    }

    @Test
    void tooFewEventsAreRefused() {
        Dataset one = new Dataset(DATA.interactions().subList(0, 1), Map.of());
        assertThatThrownBy(
                        () -> Evaluation.run(snapshot, one, EvaluationSettings.defaults(), EvaluationListener.SILENT))
                .hasMessageContaining("1 events are too few");
    }
}
