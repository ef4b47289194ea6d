package io.metarefresh.job.flink.operator;

import static io.metarefresh.job.TestingEvents.interaction;
import static io.metarefresh.job.TestingEvents.profile;
import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.interaction.Interaction;
import io.metarefresh.job.member.MemberRules;
import io.metarefresh.job.record.ProfileChange;
import io.metarefresh.job.record.Reason;
import io.metarefresh.job.record.Refresh;
import java.time.Duration;
import java.util.List;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.junit.jupiter.api.Test;

/** EXPIRY: a view, not a deletion. */
class ExpiryTest {
    private static final MemberRules RULES = TestingRefreshHarness.withExpiry(Duration.ofMillis(200), null);

    private static TestingRefreshHarness harness() throws Exception {
        return new TestingRefreshHarness(RULES);
    }

    private static Refresh.Adapt only(List<Refresh> refreshes) {
        assertThat(refreshes).hasSize(1);
        return (Refresh.Adapt) refreshes.get(0);
    }

    @Test
    void theUnadaptedEmbeddingIsPublishedWhenTheWatermarkPassesAndTheRowsStay() throws Exception {
        try (TestingRefreshHarness harness = harness()) {
            harness.profile(ProfileChange.of("m", profile(1f, 2f), 900, 900));
            harness.interaction(interaction("e1", "m", 1000));
            harness.take();
            assertThat(harness.eventTimers()).isEqualTo(1);

            harness.watermark(1199);
            assertThat(harness.take()).isEmpty();
            harness.watermark(1200);
            Refresh.Adapt expired = only(harness.take());
            assertThat(expired.reason()).isEqualTo(Reason.EXPIRY);
            assertThat(expired.task().rows()).isEmpty();
            assertThat(expired.task().profile().dense()).containsKey("age");
            assertThat(expired.asOfMillis()).isEqualTo(1000);
            assertThat(harness.eventTimers()).isZero();
            assertThat(harness.storedRows("m")).isEqualTo(1);

            harness.interaction(interaction("e2", "m", 1050));
            assertThat(only(harness.take()).task().rows()).hasSize(2);
        }
    }

    @Test
    void aLaterInteractionPutsItOff() throws Exception {
        try (TestingRefreshHarness harness = harness()) {
            harness.interaction(interaction("e1", "m", 1000));
            harness.interaction(interaction("e2", "m", 1050));
            harness.take();
            harness.watermark(1200);
            assertThat(harness.take()).isEmpty();
            assertThat(harness.eventTimers()).as("registered again").isEqualTo(1);
            harness.watermark(1250);
            assertThat(only(harness.take()).reason()).isEqualTo(Reason.EXPIRY);
        }
    }

    @Test
    void aLateInteractionOfAnExpiredMemberEndsWhereAnEarlyOneDoes() throws Exception {
        try (TestingRefreshHarness harness = harness()) {
            harness.interaction(interaction("e1", "m", 1000));
            harness.watermark(5000);
            harness.take();
            harness.interaction(interaction("late", "m", 990));
            assertThat(only(harness.take()).task().rows()).hasSize(2);
            harness.watermark(5001);
            assertThat(only(harness.take()).reason()).isEqualTo(Reason.EXPIRY);
        }
    }

    /** Had the lesser version come first, its time would have put the expiry off as well. */
    @Test
    void aNewerTimeEndsAnExpiryEvenWhereTheRowsStayAsTheyAre() throws Exception {
        try (TestingRefreshHarness harness = harness()) {
            Interaction lesser = interaction("e1", "m", 1050);
            harness.interaction(new Interaction("e1", 1, "m", "i", 1000, 1f, 1f, lesser.context()));
            harness.watermark(1200);
            harness.take();
            harness.interaction(lesser);
            assertThat(only(harness.take()).task().rows()).hasSize(1);
            harness.watermark(1250);
            assertThat(only(harness.take()).reason()).isEqualTo(Reason.EXPIRY);
        }
    }

    @Test
    void aProfileChangeOfAnExpiredMemberStaysUnadapted() throws Exception {
        try (TestingRefreshHarness harness = harness()) {
            harness.interaction(interaction("e1", "m", 1000));
            harness.watermark(5000);
            harness.take();
            harness.profile(ProfileChange.of("m", profile(1f, 2f), 1100, 1100));
            Refresh.Adapt refresh = only(harness.take());
            assertThat(refresh.reason()).isEqualTo(Reason.PROFILE);
            assertThat(refresh.task().rows()).isEmpty();
        }
    }

    @Test
    void theFinalWatermarkNeverExpiresAnybody() throws Exception {
        try (TestingRefreshHarness harness = harness()) {
            harness.interaction(interaction("e1", "m", 1000));
            harness.take();
            harness.endOfInput();
            assertThat(harness.take()).isEmpty();
        }
    }

    @Test
    void theFinalWatermarkIsPassedOnAlthoughItExpiresNobody() throws Exception {
        try (TestingRefreshHarness harness = harness()) {
            harness.interaction(interaction("e1", "m", 1000));
            harness.take();
            harness.watermark(Long.MAX_VALUE);
            assertThat(harness.take()).isEmpty();
            assertThat(harness.eventTimers()).isEqualTo(1);
            assertThat(harness.harness.getOutput()).contains(Watermark.MAX_WATERMARK);
        }
    }

    @Test
    void whoGoesOnAfterADrainStillExpires() throws Exception {
        try (TestingRefreshHarness drained = harness()) {
            drained.interaction(interaction("e1", "m", 1000));
            drained.endOfInput();
            drained.interaction(interaction("e1", "n", 1050));
            assertThat(drained.eventTimers()).isEqualTo(2);
            try (TestingRefreshHarness goesOn = new TestingRefreshHarness(RULES, drained.snapshot())) {
                assertThat(goesOn.eventTimers()).isEqualTo(2);
                goesOn.watermark(1249);
                assertThat(only(goesOn.take())).satisfies(expired -> {
                    assertThat(expired.entityId()).isEqualTo("m");
                    assertThat(expired.reason()).isEqualTo(Reason.EXPIRY);
                });
                goesOn.watermark(1250);
                assertThat(only(goesOn.take()).entityId()).isEqualTo("n");
            }
        }
    }

    /** As in savepoints of the time when a drain took the timers with it. */
    @Test
    void aLostTimerIsBackWhenTheMemberActsAfterItWasDue() throws Exception {
        try (TestingRefreshHarness harness = harness()) {
            harness.interaction(interaction("e1", "m", 1000));
            harness.loseEventTimer("m", 1200);
            harness.take();
            harness.watermark(1300);
            assertThat(harness.take()).as("nobody knows").isEmpty();

            harness.interaction(interaction("e2", "m", 1050));
            assertThat(only(harness.take()).reason()).isEqualTo(Reason.INTERACTION);
            harness.watermark(1301);
            assertThat(only(harness.take()).reason()).isEqualTo(Reason.EXPIRY);
            assertThat(harness.eventTimers()).isZero();
        }
    }

    @Test
    void itIsOffByDefault() throws Exception {
        try (TestingRefreshHarness harness = new TestingRefreshHarness(TestingRefreshHarness.RULES)) {
            harness.interaction(interaction("e1", "m", 1000));
            assertThat(harness.eventTimers()).isZero();
        }
    }
}
