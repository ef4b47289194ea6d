package io.metarefresh.job.flink.operator;

import static io.metarefresh.job.TestingEvents.interaction;
import static io.metarefresh.job.TestingEvents.profile;
import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Outcome;
import io.metarefresh.job.record.CountNames;
import io.metarefresh.job.record.ProfileChange;
import io.metarefresh.job.record.Refresh;
import java.util.List;
import org.junit.jupiter.api.Test;

/** FORGET: what is forgotten stays forgotten, whatever arrives in whatever order. */
class ForgetTest {
    private static TestingRefreshHarness harness() throws Exception {
        return new TestingRefreshHarness(TestingRefreshHarness.RULES);
    }

    @Test
    void aNullProfileErasesEverythingAndPublishesATombstone() throws Exception {
        try (TestingRefreshHarness harness = harness()) {
            harness.profile(ProfileChange.of("m", profile(1f, 2f), 900, 900));
            harness.interaction(interaction("e1", "m", 1000));
            harness.take();
            harness.profile(ProfileChange.forgetting("m", 1100));
            assertThat(harness.take()).containsExactly(new Refresh.Forget("m", 1100, 1100));
            assertThat(harness.entries()).as("only the marker is left").isEqualTo(1);
        }
    }

    @Test
    void lateDeliveryAndReplayCannotResurrect() throws Exception {
        try (TestingRefreshHarness harness = harness()) {
            harness.profile(ProfileChange.forgetting("m", 1100));
            harness.take();
            harness.interaction(interaction("e1", "m", 1100));
            harness.profile(ProfileChange.of("m", profile(1f, 2f), 1100, 1200));
            assertThat(harness.take()).isEmpty();
            assertThat(harness.count(CountNames.of(Outcome.FORGOTTEN))).isEqualTo(1);
            assertThat(harness.count("profiles_ignored")).isEqualTo(1);
        }
    }

    @Test
    void whatIsNewerRemainsAndIsPublishedAfterTheTombstone() throws Exception {
        try (TestingRefreshHarness harness = harness()) {
            harness.interaction(interaction("old", "m", 1000));
            harness.interaction(interaction("new", "m", 1050));
            harness.take();
            harness.profile(new ProfileChange("m", profile(3f, 4f), 1040, 1020, 1060));
            List<Refresh> refreshes = harness.take();
            assertThat(refreshes).hasSize(2);
            assertThat(refreshes.get(0)).isEqualTo(new Refresh.Forget("m", 1020, 1060));
            Refresh.Adapt fresh = (Refresh.Adapt) refreshes.get(1);
            assertThat(fresh.task().rows()).extracting("eventId").containsExactly("new");
            assertThat(fresh.task().profile().dense().get("age")).containsExactly(3f, 4f);
            assertThat(fresh.asOfMillis()).isEqualTo(1050).isGreaterThan(1020);
        }
    }

    @Test
    void theProfileBeforeItIsErasedToo() throws Exception {
        try (TestingRefreshHarness harness = harness()) {
            harness.profile(ProfileChange.of("m", profile(1f, 2f), 900, 900));
            harness.profile(new ProfileChange("m", Features.NONE, 950, 1000, 1000));
            harness.take();
            harness.interaction(interaction("e1", "m", 1050));
            Refresh.Adapt refresh = (Refresh.Adapt) harness.take().get(0);
            assertThat(refresh.task().profile().isEmpty()).isTrue();
        }
    }

    /** Within the clock skew a profile may claim to be newer than the forgetting that follows it. */
    @Test
    void anEmbeddingThatReadersWouldKeepIsReplacedByTheUnadaptedOne() throws Exception {
        try (TestingRefreshHarness harness = harness()) {
            harness.profile(ProfileChange.of("m", profile(1f, 2f), 1010, 1000));
            harness.profile(ProfileChange.forgetting("m", 1005));
            List<Refresh> refreshes = harness.take();
            assertThat(refreshes).hasSize(3);
            Refresh.Adapt last = (Refresh.Adapt) refreshes.get(2);
            assertThat(last.task().profile().isEmpty()).isTrue();
            assertThat(last.asOfMillis()).isEqualTo(1010);
        }
    }

    @Test
    void anEarlierForgettingAfterALaterOneChangesNothing() throws Exception {
        try (TestingRefreshHarness harness = harness()) {
            harness.profile(ProfileChange.forgetting("m", 1100));
            harness.take();
            harness.profile(ProfileChange.forgetting("m", 1050));
            assertThat(harness.take()).isEmpty();
            assertThat(harness.eventTimers()).isEqualTo(1);
        }
    }

    @Test
    void theMarkerSurvivesARestart() throws Exception {
        try (TestingRefreshHarness harness = harness()) {
            harness.profile(ProfileChange.forgetting("m", 1100));
            try (TestingRefreshHarness restored =
                    new TestingRefreshHarness(TestingRefreshHarness.RULES, harness.snapshot())) {
                restored.interaction(interaction("e1", "m", 1050));
                assertThat(restored.take()).isEmpty();
                assertThat(restored.eventTimers()).isEqualTo(1);
            }
        }
    }
}
