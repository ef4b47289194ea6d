package io.metarefresh.job.flink.operator;

import static io.metarefresh.job.TestingEvents.interaction;
import static io.metarefresh.job.TestingEvents.profile;
import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.job.member.Pace;
import io.metarefresh.job.record.ProfileChange;
import io.metarefresh.job.record.Reason;
import io.metarefresh.job.record.Refresh;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** PACE: at once, then at most once per interval. */
class PaceTest {
    private static TestingRefreshHarness harness() throws Exception {
        TestingRefreshHarness harness =
                new TestingRefreshHarness(TestingRefreshHarness.withMinInterval(Duration.ofMillis(100)));
        harness.processingTime(10_000);
        return harness;
    }

    @Test
    void theFirstIsAtOnceAndWhatFollowsIsOneRefreshAtTheEndOfTheInterval() throws Exception {
        try (TestingRefreshHarness harness = harness()) {
            harness.interaction(interaction("e1", "m", 1000));
            assertThat(harness.take()).hasSize(1);
            assertThat(harness.processingTimers()).isZero();

            harness.processingTime(10_050);
            harness.interaction(interaction("e2", "m", 1001), 501);
            harness.interaction(interaction("e3", "m", 1002), 502);
            assertThat(harness.take()).isEmpty();
            assertThat(harness.processingTimers()).isEqualTo(1);
            assertThat(harness.eventTimers()).isZero();

            harness.processingTime(10_099);
            assertThat(harness.take()).isEmpty();
            harness.processingTime(10_100);
            List<Refresh> refreshes = harness.take();
            assertThat(refreshes).hasSize(1);
            Refresh.Adapt refresh = (Refresh.Adapt) refreshes.get(0);
            assertThat(refresh.task().rows()).hasSize(3);
            assertThat(refresh.newestInputMillis()).isEqualTo(502);
            assertThat(harness.processingTimers()).isZero();
            assertThat(harness.eventTimers()).isZero();
        }
    }

    @Test
    void aReplayRefreshesEachMemberOnceAtTheEndOfTheInput() throws Exception {
        try (TestingRefreshHarness harness =
                new TestingRefreshHarness(TestingRefreshHarness.withMinInterval(Pace.UNTIL_THE_END))) {
            for (int i = 0; i < 100; i++) {
                harness.processingTime(1_000_000L * i);
                harness.interaction(interaction("e" + i, "m" + i % 2, 1000 + i));
            }
            assertThat(harness.take()).isEmpty();
            harness.endOfInput();
            assertThat(harness.take())
                    .allSatisfy(refresh -> assertThat(((Refresh.Adapt) refresh).reason())
                            .as("what a replay publishes says so")
                            .isEqualTo(Reason.BACKFILL))
                    .extracting(Refresh::entityId)
                    .containsExactlyInAnyOrder("m0", "m1");
            assertThat(harness.processingTimers()).isZero();
            assertThat(harness.eventTimers()).isZero();
        }
    }

    @Test
    void theEndOfAReplayRefreshesMoreMembersThanTheHeapHolds() throws Exception {
        try (TestingRefreshHarness harness =
                new TestingRefreshHarness(TestingRefreshHarness.withMinInterval(Pace.UNTIL_THE_END))) {
            for (int i = 0; i < 300; i++) {
                harness.interaction(interaction("e" + i, "m" + i % 150, 1000 + i));
            }
            harness.profile(ProfileChange.forgetting("m0", 2000));
            assertThat(harness.take()).as("the tombstone").hasSize(1);
            harness.endOfInput();
            assertThat(harness.take())
                    .allSatisfy(refresh ->
                            assertThat(((Refresh.Adapt) refresh).task().rows()).isNotEmpty())
                    .extracting(Refresh::entityId)
                    .doesNotContain("m0")
                    .doesNotHaveDuplicates()
                    .hasSize(149);
            assertThat(harness.processingTimers()).isZero();
        }
    }

    @Test
    void aHotMemberCostsOneRefreshPerInterval() throws Exception {
        try (TestingRefreshHarness harness = harness()) {
            for (int i = 0; i < 1000; i++) {
                harness.processingTime(10_000 + i);
                harness.interaction(interaction("e" + i, "m", 1000 + i));
            }
            assertThat(harness.take()).hasSize(10);
        }
    }

    @Test
    void anotherMemberDoesNotWait() throws Exception {
        try (TestingRefreshHarness harness = harness()) {
            harness.interaction(interaction("e1", "m", 1000));
            harness.interaction(interaction("e2", "n", 1000));
            assertThat(harness.take()).hasSize(2);
        }
    }

    @Test
    void theEndOfTheInputFlushesWhatWaits() throws Exception {
        try (TestingRefreshHarness harness = harness()) {
            harness.interaction(interaction("e1", "m", 1000));
            harness.interaction(interaction("e2", "m", 1001));
            harness.interaction(interaction("e1", "n", 1000));
            harness.interaction(interaction("e2", "n", 1001));
            harness.interaction(interaction("e1", "o", 1000));
            harness.take();
            harness.endOfInput();
            assertThat(harness.take()).extracting(Refresh::entityId).containsExactlyInAnyOrder("m", "n");
            assertThat(harness.processingTimers()).isZero();
            assertThat(harness.eventTimers()).isZero();
        }
    }

    @Test
    void theFinalWatermarkOfOneReaderEndsNoReplay() throws Exception {
        try (TestingRefreshHarness harness =
                new TestingRefreshHarness(TestingRefreshHarness.withMinInterval(Pace.UNTIL_THE_END))) {
            harness.interaction(interaction("e1", "m", 1000));
            // One reader is at its end, the others are idle: of all that are active this is the least watermark.
            harness.watermark(Long.MAX_VALUE);
            assertThat(harness.take()).isEmpty();
            harness.interaction(interaction("e2", "m", 1001));
            harness.profile(ProfileChange.of("n", profile(1f, 2f), 1002, 1002));
            assertThat(harness.take()).as("they go on").isEmpty();
            harness.endOfInput();
            assertThat(harness.take()).extracting(Refresh::entityId).containsExactlyInAnyOrder("m", "n");
        }
    }

    @Test
    void whatWaitsSurvivesARestart() throws Exception {
        try (TestingRefreshHarness harness = harness()) {
            harness.interaction(interaction("e1", "m", 1000));
            harness.interaction(interaction("e2", "m", 1001));
            try (TestingRefreshHarness restored = new TestingRefreshHarness(
                    TestingRefreshHarness.withMinInterval(Duration.ofMillis(100)), harness.snapshot())) {
                restored.processingTime(10_100);
                assertThat(restored.take()).hasSize(1);
                assertThat(restored.eventTimers()).isZero();
            }
        }
    }

    @Test
    void aForgettingDoesNotWaitAndCancelsWhatDoes() throws Exception {
        try (TestingRefreshHarness harness = harness()) {
            harness.interaction(interaction("e1", "m", 1000));
            harness.interaction(interaction("e2", "m", 1001));
            harness.take();
            harness.profile(ProfileChange.forgetting("m", 1100));
            assertThat(harness.take()).containsExactly(new Refresh.Forget("m", 1100, 1100));
            assertThat(harness.processingTimers()).isZero();
            harness.processingTime(20_000);
            assertThat(harness.take()).isEmpty();
        }
    }

    @Test
    void theReasonOfTheNewestInputIsKept() throws Exception {
        try (TestingRefreshHarness harness = harness()) {
            harness.interaction(interaction("e1", "m", 1000));
            harness.interaction(interaction("e2", "m", 1001));
            harness.profile(ProfileChange.of("m", profile(1f, 2f), 1002, 1002));
            harness.take();
            harness.processingTime(10_100);
            assertThat(((Refresh.Adapt) harness.take().get(0)).reason()).isEqualTo(Reason.PROFILE);
        }
    }
}
