package io.metarefresh.dashboard;

import static io.metarefresh.dashboard.TestingRecords.embedding;
import static io.metarefresh.dashboard.TestingRecords.interaction;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.metarefresh.snapshot.EntityKind;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveViewTest {
    private static final long NOW = 1_000_000;

    private final LiveView view = new LiveView(EntityKind.MEMBER, new TestingPredictor(1));

    private JsonNode state(long nowMillis) {
        return new ObjectMapper().valueToTree(view.state(nowMillis));
    }

    private JsonNode entity(String id) {
        return new ObjectMapper().valueToTree(view.entity(id, NOW).orElseThrow());
    }

    @Test
    void predictionsUseTheEmbeddingHeldBeforeTheInteractionAndNotTheOneThatIncludesIt() {
        view.embedding(embedding("likes", 1, 0.9f, 0), NOW - 100);
        view.embedding(embedding("dislikes", 1, 0.1f, 0), NOW - 100);
        view.interaction(interaction("likes", 2, 1), NOW, NOW);
        view.interaction(interaction("dislikes", 2, 0), NOW, NOW);
        // What came of them, which must not be used: it would turn both predictions round.
        view.embedding(embedding("likes", 2, 0.0f, 0), NOW + 5);
        view.embedding(embedding("dislikes", 2, 1.0f, 0), NOW + 5);
        view.advance(NOW + PublishedLift.WAIT_MILLIS);
        JsonNode lift = state(NOW + PublishedLift.WAIT_MILLIS).path("lift");
        assertThat(lift.path("predictions").asInt()).isEqualTo(2);
        assertThat(lift.path("auc_published").get(0).asDouble()).isEqualTo(1.0);
        assertThat(lift.path("auc_unadapted").get(0).asDouble()).isEqualTo(0.5);
    }

    @Test
    void interactionsWithoutAnEmbeddingBeforeThemAreLeftOut() {
        view.interaction(interaction("m", 2, 1), NOW, NOW);
        view.embedding(embedding("m", 2, 0.9f, 0), NOW + 5);
        view.advance(NOW + PublishedLift.WAIT_MILLIS);
        JsonNode lift = state(NOW).path("lift");
        assertThat(lift.path("predictions").asInt()).isZero();
        assertThat(lift.path("left_out").asInt()).isEqualTo(1);
    }

    @Test
    void ofABusySecondTheFirstInteractionsArePredicted() {
        view.embedding(embedding("m", 1, 0.9f, 0), NOW - 100);
        for (int i = 0; i < PublishedLift.PER_SECOND + 3; i++) {
            view.interaction(interaction("m", 2 + i, i & 1), NOW, NOW);
        }
        view.interaction(interaction("m", 5000, 1), NOW + 1000, NOW);
        view.advance(NOW + PublishedLift.WAIT_MILLIS);
        JsonNode lift = state(NOW).path("lift");
        assertThat(lift.path("predictions").asInt()).isEqualTo(PublishedLift.PER_SECOND + 1);
        assertThat(lift.path("not_sampled").asInt()).isEqualTo(3);
        assertThat(lift.path("model_version").asInt()).isEqualTo(1);
    }

    @Test
    void theAreasAreOfTheNewestPredictionsAndNotedOnceASecond() {
        view.embedding(embedding("m", 1, 0.9f, 0), NOW - 100);
        int seconds = PublishedLift.KEPT / PublishedLift.PER_SECOND + 1;
        for (int i = 0; i < seconds * PublishedLift.PER_SECOND; i++) {
            view.interaction(interaction("m", 2 + i, i & 1), NOW + i / PublishedLift.PER_SECOND * 1000L, NOW);
        }
        view.advance(NOW + PublishedLift.WAIT_MILLIS);
        view.advance(NOW + PublishedLift.WAIT_MILLIS + 999);
        view.advance(NOW + PublishedLift.WAIT_MILLIS + 1000);
        JsonNode lift = state(NOW).path("lift");
        assertThat(lift.path("predictions").asInt()).isEqualTo(PublishedLift.KEPT);
        assertThat(lift.path("predictions_total").asInt()).isEqualTo(PublishedLift.KEPT + PublishedLift.PER_SECOND);
        assertThat(lift.path("seconds")).hasSize(2);
    }

    /** Topics are read side by side. */
    @Test
    void anEmbeddingThatIsReadAfterTheInteractionCountsByWhenItWasWritten() {
        view.interaction(interaction("m", 2, 1), NOW, NOW);
        view.advance(NOW + PublishedLift.WAIT_MILLIS - 1);
        view.embedding(embedding("m", 1, 0.9f, 0), NOW - 100);
        view.advance(NOW + PublishedLift.WAIT_MILLIS);
        JsonNode lift = state(NOW).path("lift");
        assertThat(lift.path("predictions").asInt()).isEqualTo(1);
        assertThat(lift.path("left_out").asInt()).isZero();
    }

    @Test
    void anEmbeddingOfAnotherLengthIsLeftOut() {
        view.embedding(embedding("m", 1, 0.9f), NOW - 100);
        view.interaction(interaction("m", 2, 1), NOW, NOW);
        view.advance(NOW + PublishedLift.WAIT_MILLIS);
        JsonNode lift = state(NOW).path("lift");
        assertThat(lift.path("predictions").asInt()).isZero();
        assertThat(lift.path("left_out").asInt()).isEqualTo(1);
    }

    @Test
    void freshnessDoesNotDependOnWhichTopicIsReadFirst() {
        view.interaction(interaction("a", 2, 1), NOW, NOW);
        view.embedding(embedding("a", 2, 0, 0), NOW + 8);
        view.embedding(embedding("b", 2, 0, 0), NOW + 8);
        view.interaction(interaction("b", 2, 1), NOW, NOW);
        JsonNode freshness = state(NOW).path("freshness");
        assertThat(freshness.path("interactions").asInt()).isEqualTo(2);
        assertThat(freshness.path("p50_ms").asDouble()).isEqualTo(8);
        assertThat(freshness.path("max_ms").asDouble()).isEqualTo(8);
    }

    @Test
    void anEntitysHistoryHasItsRowsLossesAndDrift() {
        view.interaction(interaction("m", 7, 1), NOW, NOW);
        view.embedding(embedding("m", 7, 0, 0), NOW + 1);
        view.embedding(embedding("m", 7, 3, 4), NOW + 2);
        JsonNode entity = entity("m");
        assertThat(entity.path("interactions").get(0).path("event_time_ms").asLong())
                .isEqualTo(7);
        JsonNode publications = entity.path("publications");
        assertThat(publications).hasSize(2);
        assertThat(publications.get(0).path("drift").isNull()).isTrue();
        assertThat(publications.get(1).path("drift").asDouble()).isEqualTo(5);
        assertThat(publications.get(1).path("loss_before").asDouble()).isCloseTo(0.7, within(1e-6));
        assertThat(publications.get(1).path("reason").asText()).isEqualTo("INTERACTION");
        assertThat(view.entity("nobody", NOW)).isEmpty();
    }

    @Test
    void aForgottenEntityLeavesNothing() {
        view.interaction(interaction("m", 7, 1), NOW, NOW);
        view.embedding(embedding("m", 7, 0, 0), NOW + 1);
        view.forgotten("m", 7);
        assertThat(entity("m").path("interactions")).isEmpty();
        assertThat(entity("m").path("publications")).isEmpty();
        assertThat(state(NOW).path("map")).isEmpty();
        assertThat(view.idsWith("m", 10)).isEmpty();
    }

    /** Topics are read side by side. */
    @Test
    void whatWasForgottenDoesNotComeBackWhenItIsReadLateAndWhatCameAfterItStays() {
        view.embedding(embedding("m", 9, 0, 0), NOW + 1);
        view.forgotten("m", 8);
        view.forgotten("m", 7);
        view.interaction(interaction("m", 8, 1), NOW, NOW);
        view.interaction(interaction("m", 9, 1), NOW, NOW);
        view.embedding(embedding("m", 8, 0, 0), NOW + 1);
        assertThat(entity("m").path("interactions")).hasSize(1);
        assertThat(entity("m").path("interactions").get(0).path("event_time_ms").asLong())
                .isEqualTo(9);
        assertThat(entity("m").path("publications")).hasSize(1);
        assertThat(entity("m").path("publications").get(0).path("as_of_ms").asLong())
                .isEqualTo(9);
    }

    /** The job refuses them, too; in nanoseconds a time is none that a browser can write down. */
    @Test
    void interactionsThatNoBrowserCanShowAreLeftOut() {
        for (LiveView with : List.of(view, new LiveView(EntityKind.MEMBER, null))) {
            with.interaction(interaction("m", 1_700_000_000_000_000_000L, 1), NOW, NOW);
            with.interaction(interaction("m", -1, 1), NOW, NOW);
            with.interaction(interaction("m", 1, Float.NaN), NOW, NOW);
            with.interaction(interaction("m", 1, Float.POSITIVE_INFINITY), NOW, NOW);
            assertThat(with.entity("m", NOW)).isEmpty();
            assertThat(with.state(NOW)).containsEntry("unreadable_records", 4L);
            with.interaction(interaction("m", 1, 1), NOW, NOW);
            assertThat(with.entity("m", NOW)).isPresent();
        }
    }

    @Test
    void theItemsAreTheEntitiesWhereTheirEmbeddingsArePublished() {
        LiveView items = new LiveView(EntityKind.ITEM, null);
        items.interaction(interaction("m", 7, 1), NOW, NOW);
        assertThat(items.entity("item", NOW)).isPresent();
        assertThat(items.entity("m", NOW)).isEmpty();
    }

    @Test
    void whoWasSilentLongestLeavesFirst() {
        for (int i = 0; i <= LiveView.ENTITIES; i++) {
            if (i == LiveView.ENTITIES) {
                view.embedding(embedding("m0", 2, 0, 0), NOW);
            }
            view.embedding(embedding("m" + i, 1, 0, 0), NOW);
        }
        assertThat(view.entity("m0", NOW)).isPresent();
        assertThat(view.entity("m1", NOW)).isEmpty();
        assertThat(state(NOW).path("entities").asInt()).isEqualTo(LiveView.ENTITIES);
        assertThat(state(NOW).path("map")).hasSize(StateDocument.POINTS);
    }

    @Test
    void jobsSnapshotsAndDeadLettersAreShown() {
        view.heartbeat("job/0", TestingRecords.heartbeat("job"), NOW - 1000);
        view.snapshot(TestingRecords.activation(1));
        view.snapshot(TestingRecords.activation(2));
        view.embedding(embedding("m", 1, 0, 0), NOW);
        view.deadLetter(new DeadLetters.Letter(NOW - 5, "CLOCK", "event_time is in the future", "interactions-0@7"));
        JsonNode state = state(NOW);
        assertThat(state.path("jobs").get(0).path("name").asText()).isEqualTo("job");
        assertThat(state.path("jobs").get(0).path("overdue").asBoolean()).isFalse();
        assertThat(state.path("snapshots")
                        .path("announced")
                        .get(0)
                        .path("version")
                        .asInt())
                .isEqualTo(2);
        assertThat(state.path("snapshots").path("entities_by_version").path("1").asInt())
                .isEqualTo(1);
        assertThat(state.path("dead_letters").path("by_cause").path("CLOCK").asInt())
                .isEqualTo(1);
        assertThat(state.path("dead_letters")
                        .path("newest")
                        .get(0)
                        .path("age_ms")
                        .asInt())
                .isEqualTo(5);
        assertThat(state(NOW + 600_000).path("jobs").get(0).path("overdue").asBoolean())
                .isTrue();
        view.silent("job/0");
        assertThat(state(NOW).path("jobs")).isEmpty();
    }

    @Test
    void withoutASnapshotThereIsNoLift() {
        LiveView without = new LiveView(EntityKind.MEMBER, null);
        without.interaction(interaction("m", 7, 1), NOW, NOW);
        without.advance(NOW + 60_000);
        JsonNode lift = new ObjectMapper().valueToTree(without.state(NOW)).path("lift");
        assertThat(lift.path("available").asBoolean()).isFalse();
    }
}
