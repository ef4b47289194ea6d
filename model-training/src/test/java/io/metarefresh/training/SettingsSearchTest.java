package io.metarefresh.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.metarefresh.dataset.Dataset;
import io.metarefresh.snapshot.Snapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class SettingsSearchTest {
    private static final Dataset DATA = TestingData.oppositeTastes(30, 12, 12, false, false);

    @Test
    void theCandidateWithTheLeastCriterionIsTrainedAnewOnMoreMembers() {
        List<TrainingProgress> all = new ArrayList<>();
        Snapshot snapshot = MetaTrainer.train(DATA, searching(), all::add);
        JsonNode search = snapshot.manifest().training().path("search");
        assertThat(search).hasSize(5);
        int best = 0;
        for (int i = 1; i < 5; i++) {
            if (criterion(search, i) < criterion(search, best)) {
                best = i;
            }
        }
        CandidateSettings kept =
                CandidateSettings.of(searching(), DATA.interactions()).get(best);
        assertThat(search.path(best).path("candidate").asText()).isEqualTo(kept.name());
        assertThat(snapshot.manifest().globalBlock().layers())
                .isEqualTo(kept.settings().shape().globalLayers());
        assertThat(snapshot.manifest().innerLoop().halfLife())
                .isEqualTo(kept.settings().innerLoop().halfLife());
        assertThat(all).extracting(TrainingProgress::run).contains("as given", "shallow");
        JsonNode training = snapshot.manifest().training();
        // 30 members: 3 of them are held out for the choice, 1 afterwards.
        assertThat(training.path("settings").path("held_out_members").asDouble())
                .isEqualTo(searching().outerLoop().validation().heldOutMembers() / 2);
        assertThat(training.path("data").path("trained_on").asInt()).isGreaterThan(trainedOnForTheChoice());
        assertThat(snapshot.manifest().training().path("curve")).hasSize(2);
    }

    @Test
    void whatWasChosenStartsTwiceOnTheSameSplitAndTheBetterOneStays() {
        List<TrainingProgress> all = new ArrayList<>();
        Snapshot snapshot = MetaTrainer.train(DATA, searching(), all::add);
        TrainingProgress first = bestOf(all, "chosen, on more members, start 1");
        TrainingProgress second = bestOf(all, "chosen, on more members, start 2");
        assertThat(first.validationLoss()).isNotEqualTo(second.validationLoss());
        TrainingProgress better = criterion(first) < criterion(second) ? first : second;
        JsonNode kept = snapshot.manifest().training().path("curve").path(better.pass() - 1);
        assertThat(kept.path("validation_loss").asDouble()).isCloseTo(better.validationLoss(), Offset.offset(1e-5));
    }

    @Test
    void everyStartIsJudgedByTheSameRowsAndTheManifestCountsThem() {
        // Fewer than there are, so that a start of its own would choose others.
        TrainingSettings settings = withMaxValidationRows(20);
        MetaTrainer first = new MetaTrainer(DATA, settings, progress -> {});
        assertThat(new MetaTrainer(DATA, settings, progress -> {}, 1, null).validation())
                .as("drawn by itself")
                .isNotEqualTo(first.validation());
        MetaTrainer second = new MetaTrainer(DATA, settings, progress -> {}, 1, first.validation());
        assertThat(second.validation()).isEqualTo(first.validation());
        assertThat(second.run()
                        .manifest()
                        .training()
                        .path("data")
                        .path("validated_on")
                        .asInt())
                .isEqualTo(first.validation().stream()
                        .mapToInt(task -> task.queryTo() - task.cut())
                        .sum());
    }

    @Test
    void aRunThatDivergedLosesToOneThatDidNot() {
        MetaTrainer.Fit diverged = new MetaTrainer.Fit(Double.NaN, List.of());
        MetaTrainer.Fit poor = new MetaTrainer.Fit(7, List.of());
        MetaTrainer.Fit good = new MetaTrainer.Fit(0.5, List.of());
        assertThat(good.isBetterThan(null)).isTrue();
        assertThat(good.isBetterThan(poor)).isTrue();
        assertThat(poor.isBetterThan(good)).isFalse();
        assertThat(poor.isBetterThan(diverged)).isTrue();
        assertThat(diverged.isBetterThan(poor)).isFalse();
        assertThat(diverged.isBetterThan(diverged)).isFalse();
    }

    /** The pass of a run that is kept. */
    private static TrainingProgress bestOf(List<TrainingProgress> all, String run) {
        return all.stream()
                .filter(progress -> progress.run().equals(run))
                .min(Comparator.comparingDouble(SettingsSearchTest::criterion))
                .orElseThrow();
    }

    private static double criterion(TrainingProgress progress) {
        return progress.validationLoss()
                + searching().outerLoop().sampling().emptySupportShare() * progress.unadaptedLoss();
    }

    @Test
    void theHalfLivesOnOfferArePartsOfATypicalHistory() {
        // A row of each of 30 members a minute, 12 rounds: a history spans 330 minutes.
        List<CandidateSettings> candidates = CandidateSettings.of(searching(), DATA.interactions());
        assertThat(candidates.subList(3, 5))
                .extracting(candidate -> candidate.settings().innerLoop().halfLife())
                .containsExactly(Duration.ofSeconds(330 * 60 / 4), Duration.ofSeconds(330 * 60 / 24));
    }

    @Test
    void theAverageForgetsItsStartAndSwapsThereAndBack() {
        Parameter parameter = new Parameter("p", 1, 1, false);
        ParameterAverage average = new ParameterAverage(List.of(parameter), 0.99);
        parameter.value[0] = 10;
        average.update();
        parameter.value[0] = 20;
        average.update();
        // Shares 9/10, then 9/11: 0 → 9 → 18.
        average.swap();
        assertThat(parameter.value[0]).isEqualTo(18f);
        average.swap();
        assertThat(parameter.value[0]).isEqualTo(20f);
    }

    private static int trainedOnForTheChoice() {
        return MetaTrainer.train(DATA, TestingSettings.passes(2), progress -> {})
                .manifest()
                .training()
                .path("data")
                .path("trained_on")
                .asInt();
    }

    private static double criterion(JsonNode search, int candidate) {
        return search.path(candidate).path("criterion").asDouble();
    }

    private static TrainingSettings withMaxValidationRows(int rows) {
        TrainingSettings tiny = TestingSettings.tiny();
        ValidationSettings validation = new ValidationSettings(0.1, 0.1, rows);
        return tiny.toBuilder()
                .outerLoop(tiny.outerLoop().toBuilder().validation(validation).build())
                .build();
    }

    private static TrainingSettings searching() {
        TrainingSettings tiny = TestingSettings.passes(2);
        return tiny.toBuilder()
                .outerLoop(tiny.outerLoop().toBuilder()
                        .optimizer(new OptimizerSettings(false, 1e-2, 1, 0.9))
                        .search(true)
                        .build())
                .build();
    }
}
