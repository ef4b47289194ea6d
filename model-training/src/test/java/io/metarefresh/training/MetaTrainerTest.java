package io.metarefresh.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metarefresh.dataset.Dataset;
import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.snapshot.EntityKind;
import io.metarefresh.snapshot.FeatureSpec;
import io.metarefresh.snapshot.Loss;
import io.metarefresh.snapshot.Snapshot;
import io.metarefresh.snapshot.SnapshotReader;
import io.metarefresh.snapshot.SnapshotWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetaTrainerTest {
    @TempDir
    Path directory;

    @Test
    void sameDataAndSeedGiveTheSameBytesWhateverTheThreads() throws Exception {
        Dataset data = TestingData.oppositeTastes(30, 10, 50, true, true);
        TrainingSettings settings = TestingSettings.tiny();
        byte[] first =
                weights(MetaTrainer.train(data, settings.toBuilder().threads(1).build(), ProgressListener.SILENT), "a");
        byte[] second =
                weights(MetaTrainer.train(data, settings.toBuilder().threads(3).build(), ProgressListener.SILENT), "b");
        byte[] other =
                weights(MetaTrainer.train(data, settings.toBuilder().seed(2).build(), ProgressListener.SILENT), "c");
        assertThat(second).isEqualTo(first);
        assertThat(other).isNotEqualTo(first);
        assertThat(Files.readAllBytes(directory.resolve("b").resolve("snapshot.json")))
                .isEqualTo(Files.readAllBytes(directory.resolve("a").resolve("snapshot.json")));
    }

    private byte[] weights(Snapshot snapshot, String name) throws Exception {
        Path target = directory.resolve(name);
        SnapshotWriter.write(target, snapshot.manifest(), snapshot.tensors(), snapshot.vocabularies());
        return Files.readAllBytes(target.resolve("weights.safetensors"));
    }

    @Test
    void learnsToAdaptToATasteThatOnlyTheHistoryTells() {
        Dataset data = TestingData.oppositeTastes(60, 24, 12, false, false);
        List<TrainingProgress> curve = new ArrayList<>();
        MetaTrainer.train(data, TestingSettings.passes(25), curve::add);
        TrainingProgress last = curve.get(curve.size() - 1);
        assertThat(last.bestLoss()).isLessThan(0.55);
        assertThat(curve.get(last.bestPass() - 1).unadaptedLoss()).isGreaterThan(0.66);
        assertThat(curve.get(last.bestPass() - 1).validationAuc()).isGreaterThan(0.8);
    }

    @Test
    void keepsTheParametersOfTheBestPass() {
        Dataset data = TestingData.oppositeTastes(30, 10, 50, true, true);
        List<TrainingProgress> curve = new ArrayList<>();
        MetaTrainer.train(data, TestingSettings.passes(4), curve::add);
        TrainingProgress last = curve.get(curve.size() - 1);
        double least =
                curve.stream().mapToDouble(MetaTrainerTest::criterion).min().orElseThrow();
        TrainingProgress best = curve.get(last.bestPass() - 1);
        assertThat(criterion(best)).isEqualTo(least);
        assertThat(last.bestLoss()).isEqualTo(best.validationLoss());
    }

    /** Adapted and un-adapted loss, the latter by the share of tasks without support. */
    private static double criterion(TrainingProgress progress) {
        return progress.validationLoss() + 0.1 * progress.unadaptedLoss();
    }

    @Test
    void labelsOutsideTheUnitIntervalChooseTheSquaredLoss() {
        Dataset data = TestingData.relabelled(TestingData.oppositeTastes(20, 8, 30, true, false), 3, 4.5f);
        Snapshot snapshot = MetaTrainer.train(data, TestingSettings.tiny(), ProgressListener.SILENT);
        assertThat(snapshot.manifest().innerLoop().loss()).isEqualTo(Loss.SQUARED);
        assertThat(snapshot.tensor("head.bias").values()[0]).isBetween(3f, 6f);
    }

    @Test
    void adaptsItemsWhenTheEntityIsTheItem() {
        Dataset data = TestingData.oppositeTastes(20, 8, 30, true, true);
        Snapshot snapshot = MetaTrainer.train(
                data, TestingSettings.tiny().toBuilder().entity(EntityKind.ITEM).build(), ProgressListener.SILENT);
        assertThat(snapshot.manifest().contextFeatures().get(0).name()).isEqualTo("member_id");
        assertThat(snapshot.manifest().entityFeatures()).isEmpty();
    }

    @Test
    void takesFeaturesFromTheDataItemIdFirst() {
        Dataset data = TestingData.oppositeTastes(20, 8, 30, true, true);
        Snapshot snapshot = MetaTrainer.train(data, TestingSettings.tiny(), ProgressListener.SILENT);
        assertThat(snapshot.manifest().contextFeatures())
                .extracting(FeatureSpec::name)
                .containsExactly("item_id", "colour", "price");
        assertThat(snapshot.manifest().entityFeatures())
                .extracting(FeatureSpec::name)
                .containsExactly("country", "age");
        assertThat(snapshot.vocabularies().get("colour")).containsExactlyInAnyOrder("<unknown>", "c0", "c1", "c2");
    }

    @Test
    void trainsOnDataWithoutEnoughForValidation() {
        List<Interaction> rows = List.of(row("1", 1, 0), row("2", 0, 0), row("3", 1, 0));
        Snapshot snapshot =
                MetaTrainer.train(new Dataset(rows, Map.of()), TestingSettings.tiny(), ProgressListener.SILENT);
        assertThat(snapshot.tensor("head.bias").values()).doesNotContain(Float.NaN);
    }

    @Test
    void everyLabelAlikeAndEveryItemUnknownStillGivesFiniteWeights() {
        List<Interaction> rows = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            rows.add(new Interaction("e" + i, 0, "m" + i % 5, "i" + i, i, 1, 1, Features.NONE));
        }
        Snapshot snapshot =
                MetaTrainer.train(new Dataset(rows, Map.of()), TestingSettings.tiny(), ProgressListener.SILENT);
        snapshot.tensors().values().forEach(t -> {
            for (float value : t.values()) {
                assertThat(value).isFinite();
            }
        });
    }

    @Test
    void refusesDataItCannotTrainOnNamingTheValue() {
        TrainingSettings settings = TestingSettings.tiny();
        Dataset nothing = new Dataset(List.of(), Map.of());
        assertThatThrownBy(() -> MetaTrainer.train(nothing, settings, ProgressListener.SILENT))
                .hasMessageContaining("no interactions");
        Dataset outside = new Dataset(List.of(row("7", 2.5f, 0), row("8", 0, 1)), Map.of());
        assertThatThrownBy(() -> MetaTrainer.train(
                        outside, settings.toBuilder().loss(Loss.LOGISTIC).build(), ProgressListener.SILENT))
                .hasMessageContaining("'7'")
                .hasMessageContaining("2.5");
        Dataset ragged = new Dataset(
                List.of(withContext(row("1", 1, 0), new float[] {1}), withContext(row("2", 0, 0), new float[] {1, 2})),
                Map.of());
        assertThatThrownBy(() -> MetaTrainer.train(ragged, settings, ProgressListener.SILENT))
                .hasMessageContaining("context.price")
                .hasMessageContaining("width 2");
    }

    @Test
    void whateverAFeatureIsCalledTheSnapshotIsValid() throws Exception {
        List<Interaction> rows = new ArrayList<>();
        Features context = new Features(
                Map.of("größe in cm", new float[] {1}),
                Map.of(
                        "genre list", List.of("a"),
                        "país", List.of("b"),
                        "-x", List.of("c"),
                        "feature-1", List.of("d"),
                        "entity.x", List.of("e"),
                        "plain", List.of("f")));
        for (int i = 0; i < 60; i++) {
            rows.add(new Interaction("e" + i, 0, "m" + i % 5, "i" + i % 7, i, i % 2, 1, context));
        }
        Features profile = new Features(Map.of(), Map.of("x", List.of("y"), "two words", List.of("z")));
        Dataset data = new Dataset(rows, Map.of("m0", profile, "m1", profile));
        Snapshot snapshot = MetaTrainer.train(data, TestingSettings.tiny(), ProgressListener.SILENT);
        Path target = directory.resolve("odd");
        SnapshotWriter.write(target, snapshot.manifest(), snapshot.tensors(), snapshot.vocabularies());
        Snapshot read = SnapshotReader.read(target);
        assertThat(read.vocabularies()).hasSize(9).containsKeys("plain", "item_id", "entity.x");
        assertThat(read.vocabularies().get("entity.x")).containsExactly("<unknown>", "y");
        assertThat(read.manifest().contextFeatures())
                .filteredOn(f -> f.name().equals("entity.x"))
                .extracting(f -> read.vocabularies().get(f.vocabulary()))
                .containsExactly(List.of("<unknown>", "e"));
    }

    @ParameterizedTest
    @CsvSource({
        "MEMBER, item_id, , context.item_id:dense",
        "MEMBER, , item_id, context.item_id:ids",
        "ITEM, , member_id, context.member_id:ids",
        "ITEM, , item_id, context.item_id:ids"
    })
    void aLoggedFeatureWithTheNameOfTheRecordsOwnIdIsRefused(
            EntityKind entity, String dense, String ids, String column) {
        Features context = new Features(
                dense == null ? Map.of() : Map.of(dense, new float[] {1}),
                ids == null ? Map.of() : Map.of(ids, List.of("a")));
        List<Interaction> rows =
                List.of(new Interaction("1", 0, "m", "i", 0, 1, 1, context), row("2", 0, 0), row("3", 1, 0));
        assertRefusedBeforeTheFirstPass(
                new Dataset(rows, Map.of()),
                TestingSettings.tiny().toBuilder().entity(entity).build(),
                "'" + column + "' has the name of the record's own id");
    }

    @Test
    void aProfileWithTheMembersIdInItIsRefused() {
        List<Interaction> rows = List.of(row("1", 1, 0), row("2", 0, 0), row("3", 1, 0));
        Features profile = new Features(Map.of(), Map.of("member_id", List.of("m")));
        assertRefusedBeforeTheFirstPass(
                new Dataset(rows, Map.of("m", profile)),
                TestingSettings.tiny(),
                "'entity.member_id:ids' has the name of the record's own id");
    }

    @Test
    void settingsThatWouldMakeNoValidSnapshotAreRefusedBeforeTheFirstPass() {
        Dataset data = new Dataset(List.of(row("1", 1, 0), row("2", 0, 0), row("3", 1, 0)), Map.of());
        assertRefusedBeforeTheFirstPass(
                data,
                TestingSettings.tiny().toBuilder().modelVersion(-1).build(),
                "model_version must be an integer not below 0, not -1");
        assertThatThrownBy(TestingSettings.tiny().toBuilder().modelVersion(-1).build()::check)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("model_version must be an integer not below 0, not -1");
        TestingSettings.tiny().check();
    }

    private static void assertRefusedBeforeTheFirstPass(Dataset data, TrainingSettings settings, String message) {
        List<TrainingProgress> passes = new ArrayList<>();
        assertThatThrownBy(() -> MetaTrainer.train(data, settings, passes::add))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
        assertThat(passes).isEmpty();
    }

    private static Interaction row(String id, float label, long time) {
        return new Interaction(id, 0, "m", "i", time, label, 1, Features.NONE);
    }

    private static Interaction withContext(Interaction row, float[] price) {
        return new Interaction(
                row.eventId(),
                0,
                row.memberId(),
                row.itemId(),
                row.eventTimeMillis(),
                row.label(),
                1,
                new Features(Map.of("price", price), Map.of()));
    }
}
