package io.metarefresh.job.member;

import static io.metarefresh.job.TestingEvents.interaction;
import static io.metarefresh.job.TestingEvents.profile;
import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.interaction.Interaction;
import io.metarefresh.interaction.Outcome;
import io.metarefresh.job.record.EntityInteraction;
import io.metarefresh.job.record.ProfileChange;
import io.metarefresh.job.record.Reason;
import io.metarefresh.job.record.Refresh;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The keyed step without Flink: of every input and timer the outcome, the refreshes and where the timers of the entity are then. */
class EntityStepTest {
    /** Three rows of 100 ms, 50 ms between two refreshes, expiry after 200 ms, markers for 1000 ms. */
    private static final MemberRules RULES = new MemberRules(
            3, Duration.ofMillis(100), Duration.ofMillis(50), Duration.ofMillis(200), null, Duration.ofMillis(1000));

    private final Timers timers = new Timers();
    private final TestingKeyedStore store = new TestingKeyedStore(timers::select);
    private final List<Refresh> emitted = new ArrayList<>();
    private EntityStep step;

    /** Timers by entity, of whichever is selected; a clock that a test sets. */
    private static final class Timers implements EntityTimers {
        private final Map<String, TreeSet<Long>> processing = new java.util.HashMap<>();
        private final Map<String, TreeSet<Long>> event = new java.util.HashMap<>();
        private String entityId;
        private long nowMillis = 5_000;
        private long watermarkMillis = Long.MIN_VALUE;

        void select(String next) {
            entityId = next;
        }

        TreeSet<Long> processing(String id) {
            return processing.computeIfAbsent(id, any -> new TreeSet<>());
        }

        TreeSet<Long> event(String id) {
            return event.computeIfAbsent(id, any -> new TreeSet<>());
        }

        @Override
        public long processingTimeMillis() {
            return nowMillis;
        }

        @Override
        public long watermarkMillis() {
            return watermarkMillis;
        }

        @Override
        public void registerProcessingTimer(long dueMillis) {
            processing(entityId).add(dueMillis);
        }

        @Override
        public void deleteProcessingTimer(long dueMillis) {
            processing(entityId).remove(dueMillis);
        }

        @Override
        public void registerEventTimer(long dueMillis) {
            event(entityId).add(dueMillis);
        }

        @Override
        public void deleteEventTimer(long dueMillis) {
            event(entityId).remove(dueMillis);
        }
    }

    @BeforeEach
    void open() {
        step = step(1_000_000);
        step.useModelVersion(7);
    }

    private EntityStep step(long cacheBytes) {
        return new EntityStep(RULES, new CachedMembers(store, store::select, cacheBytes), timers, emitted::add);
    }

    private Outcome accept(Interaction interaction) throws IOException {
        store.select(interaction.memberId());
        return step.accept(
                new EntityInteraction(interaction.memberId(), interaction, 0, interaction.eventTimeMillis() + 3));
    }

    private ProfileOutcome accept(ProfileChange change) throws IOException {
        store.select(change.entityId());
        return step.accept(change);
    }

    /** The clock reaches the timer, which is gone then, as Flink has it. */
    private void endOfInterval(String entityId) throws IOException {
        timers.nowMillis = timers.processing(entityId).pollFirst();
        store.select(entityId);
        step.flush(entityId);
    }

    private void watermark(String entityId, long millis) throws IOException {
        timers.watermarkMillis = millis;
        store.select(entityId);
        for (long dueMillis : List.copyOf(timers.event(entityId).headSet(millis, true))) {
            timers.event(entityId).remove(dueMillis);
            step.onEventTimer(entityId);
        }
    }

    private List<Refresh> take() {
        List<Refresh> all = List.copyOf(emitted);
        emitted.clear();
        return all;
    }

    private Refresh.Adapt takeOne() {
        List<Refresh> all = take();
        assertThat(all).hasSize(1);
        return (Refresh.Adapt) all.get(0);
    }

    @Test
    void theFirstInteractionIsAcceptedAndRefreshedAtOnceAndExpiresOneDay() throws IOException {
        assertThat(accept(interaction("e1", "m", 1000))).isEqualTo(Outcome.ACCEPTED);

        Refresh.Adapt refresh = takeOne();
        assertThat(refresh.entityId()).isEqualTo("m");
        assertThat(refresh.task().rows()).hasSize(1);
        assertThat(refresh.asOfMillis()).isEqualTo(1000);
        assertThat(refresh.reason()).isEqualTo(Reason.INTERACTION);
        assertThat(refresh.newestInputMillis()).as("the Kafka timestamp").isEqualTo(1003);
        assertThat(timers.processing("m")).isEmpty();
        assertThat(timers.event("m")).containsExactly(1200L);
    }

    @Test
    void aDuplicateChangesNeitherRefreshesNorTimers() throws IOException {
        accept(interaction("e1", "m", 1000));
        take();

        assertThat(accept(interaction("e1", "m", 1000))).isEqualTo(Outcome.DUPLICATE);

        assertThat(take()).isEmpty();
        assertThat(timers.processing("m")).isEmpty();
        assertThat(timers.event("m")).containsExactly(1200L);
    }

    @Test
    void anInteractionOlderThanTheHorizonTriggersNoRefresh() throws IOException {
        accept(interaction("e1", "m", 1000));
        take();
        timers.nowMillis += 1_000;

        accept(interaction("e0", "m", 900));

        assertThat(take()).isEmpty();
        assertThat(timers.processing("m")).isEmpty();
    }

    @Test
    void whatComesWithinTheIntervalSetsOneTimerAtItsEnd() throws IOException {
        accept(interaction("e1", "m", 1000));
        take();
        timers.nowMillis = 5_010;
        accept(interaction("e2", "m", 1001));
        timers.nowMillis = 5_020;
        accept(interaction("e3", "m", 1002));

        assertThat(take()).isEmpty();
        assertThat(timers.processing("m")).containsExactly(5_050L);

        endOfInterval("m");
        assertThat(takeOne().task().rows()).hasSize(3);
        assertThat(timers.processing("m")).isEmpty();
    }

    @Test
    void anInputAfterTheIntervalTakesAlongWhatWaitsAndDeletesItsTimer() throws IOException {
        accept(interaction("e1", "m", 1000));
        accept(interaction("e2", "m", 1001));
        take();
        assertThat(timers.processing("m")).containsExactly(5_050L);

        // The clock has passed the timer, which has not fired yet.
        timers.nowMillis = 5_060;
        accept(interaction("e3", "m", 1002));

        assertThat(takeOne().task().rows()).hasSize(3);
        assertThat(timers.processing("m")).isEmpty();
    }

    @Test
    void aProfileIsAppliedAndOneOlderThanAForgettingIsIgnored() throws IOException {
        assertThat(accept(ProfileChange.of("m", profile(1f, 2f), 1000, 1001))).isEqualTo(ProfileOutcome.APPLIED);
        assertThat(takeOne().reason()).isEqualTo(Reason.PROFILE);

        accept(ProfileChange.forgetting("m", 1500));
        take();
        assertThat(accept(ProfileChange.of("m", profile(1f, 2f), 1500, 1501))).isEqualTo(ProfileOutcome.IGNORED);
        assertThat(take()).isEmpty();
    }

    @Test
    void aForgettingEmitsATombstoneCancelsWhatWaitsAndIsRememberedForItsRetention() throws IOException {
        accept(interaction("e1", "m", 1000));
        accept(interaction("e2", "m", 1001));
        take();

        assertThat(accept(ProfileChange.forgetting("m", 1100))).isEqualTo(ProfileOutcome.FORGOT);

        assertThat(take()).containsExactly(new Refresh.Forget("m", 1100, 1100));
        assertThat(timers.processing("m")).isEmpty();
        assertThat(timers.event("m"))
                .as("that of the expiry stays, and finds nothing due")
                .containsExactly(1200L);
        watermark("m", 1200);
        assertThat(timers.event("m")).as("the end of the marker").containsExactly(2100L);
        assertThat(accept(interaction("e1", "m", 1100))).isEqualTo(Outcome.FORGOTTEN);
        watermark("m", 2100);
        assertThat(timers.event("m")).isEmpty();
    }

    @Test
    void refreshesOfOneInputAreEmittedInOrder() throws IOException {
        accept(interaction("e1", "m", 1000));
        accept(interaction("e2", "m", 1050));
        take();

        accept(ProfileChange.forgetting("m", 1020));

        assertThat(take()).map(Refresh::getClass).map(Class::getSimpleName).containsExactly("Forget", "Adapt");
    }

    @Test
    void theEventTimerOfAnEntityThatActedMeanwhileMovesOn() throws IOException {
        accept(interaction("e1", "m", 1000));
        timers.nowMillis += 1_000;
        accept(interaction("e2", "m", 1150));
        take();
        assertThat(timers.event("m")).as("an earlier timer stays").containsExactly(1200L);

        watermark("m", 1200);
        assertThat(take()).isEmpty();
        assertThat(timers.event("m")).containsExactly(1350L);

        timers.nowMillis += 1_000;
        watermark("m", 1350);
        Refresh.Adapt expiry = takeOne();
        assertThat(expiry.reason()).isEqualTo(Reason.EXPIRY);
        assertThat(expiry.task().rows()).isEmpty();
        assertThat(expiry.newestInputMillis()).as("no input made it").isNegative();
        assertThat(timers.event("m")).isEmpty();
    }

    @Test
    void whatIsDueEarlierReplacesTheEventTimer() throws IOException {
        accept(interaction("e1", "m", 1000));
        assertThat(timers.event("m")).containsExactly(1200L);

        accept(ProfileChange.forgetting("m", 150));

        assertThat(timers.event("m")).as("the end of the marker").containsExactly(1150L);
    }

    @Test
    void aTimerThatIsLostIsRegisteredAgainOnceItIsDue() throws IOException {
        accept(interaction("e1", "m", 1000));
        timers.event("m").clear();
        timers.watermarkMillis = 1199;
        accept(interaction("e1", "m", 1000));
        assertThat(timers.event("m")).as("it may well be there").isEmpty();

        timers.watermarkMillis = 1200;
        accept(interaction("e1", "m", 1000));
        assertThat(timers.event("m")).containsExactly(1200L);
    }

    @Test
    void theEndOfTheInputEmitsWhatWaitsAndNothingElse() throws IOException {
        accept(interaction("e1", "m", 1000));
        accept(interaction("e2", "m", 1001));
        accept(interaction("e1", "n", 1000));
        take();

        for (String entityId : List.of("m", "n")) {
            store.select(entityId);
            step.flush(entityId);
        }

        assertThat(takeOne().entityId()).isEqualTo("m");
        assertThat(timers.processing("m")).isEmpty();
    }

    @Test
    void onlyWhatAnOlderSnapshotMadeIsAdaptedAnew() throws IOException {
        accept(interaction("e1", "m", 1000));
        take();
        assertThat(step.adaptAnew("m")).as("the same snapshot").isFalse();

        step.useModelVersion(8);
        timers.nowMillis += 1_000;
        assertThat(step.adaptAnew("m")).isTrue();
        assertThat(takeOne().reason()).isEqualTo(Reason.ROLLOUT);
        assertThat(step.adaptAnew("m")).as("done").isFalse();
        store.select("never seen");
        assertThat(step.adaptAnew("never seen")).isFalse();
        assertThat(take()).isEmpty();
    }

    @Test
    void whatIsAdaptedAnewWithinTheIntervalWaitsForItsEnd() throws IOException {
        accept(interaction("e1", "m", 1000));
        take();

        step.useModelVersion(8);
        assertThat(step.adaptAnew("m")).isTrue();

        assertThat(take()).isEmpty();
        assertThat(timers.processing("m")).containsExactly(5_050L);
        endOfInterval("m");
        assertThat(takeOne().reason()).isEqualTo(Reason.ROLLOUT);
    }

    @Test
    void timersAreThoseOfTheEntityAlthoughMakingRoomSelectsAnother() throws IOException {
        step = step(1_000);
        for (int i = 0; i < 20; i++) {
            accept(interaction("e" + i, "m" + i % 4, 1000 + i));
        }

        for (int i = 0; i < 4; i++) {
            assertThat(timers.event("m" + i)).containsExactly(1200L + i);
            assertThat(timers.processing("m" + i)).containsExactly(5_050L);
        }
    }

    @Test
    void afterWritingBackTheStoreHoldsWhatAnotherStepGoesOnWith() throws IOException {
        accept(interaction("e1", "m", 1000));
        accept(interaction("e2", "m", 1001));
        take();
        step.writeBack();

        step = step(1_000_000);
        step.useModelVersion(7);
        endOfInterval("m");
        assertThat(takeOne().task().rows()).hasSize(2);
    }
}
