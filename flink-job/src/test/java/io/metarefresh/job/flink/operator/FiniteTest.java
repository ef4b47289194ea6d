package io.metarefresh.job.flink.operator;

import static io.metarefresh.job.TestingEvents.interaction;
import static io.metarefresh.job.TestingEvents.profile;
import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.job.record.CountNames;
import io.metarefresh.job.record.ProfileChange;
import io.metarefresh.job.record.Reason;
import io.metarefresh.job.record.Refresh;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** FINITE: what an entity occupies is bounded. Bounds of records are in the tests of decoding. */
class FiniteTest {
    @Test
    void anEntityKeepsNoMoreThanTheNewestRows() throws Exception {
        try (TestingRefreshHarness harness = new TestingRefreshHarness(TestingRefreshHarness.RULES)) {
            for (int i = 0; i < 50; i++) {
                harness.interaction(interaction("e" + i, "m", 1000 + i));
            }
            List<Refresh> refreshes = harness.take();
            Refresh.Adapt last = (Refresh.Adapt) refreshes.get(refreshes.size() - 1);
            assertThat(last.task().rows()).extracting("eventId").containsExactly("e47", "e48", "e49");
            assertThat(harness.storedRows("m")).isEqualTo(3);
            assertThat(harness.entries())
                    .as("header with recent rows; three rows are all recent")
                    .isEqualTo(1);
            assertThat(harness.eventTimers()).isZero();
            assertThat(harness.processingTimers()).isZero();

            try (TestingRefreshHarness restored =
                    new TestingRefreshHarness(TestingRefreshHarness.RULES, harness.snapshot())) {
                restored.interaction(interaction("e50", "m", 1050));
                Refresh.Adapt next = (Refresh.Adapt) restored.take().get(0);
                assertThat(next.task().rows()).extracting("eventId").containsExactly("e48", "e49", "e50");
            }
        }
    }

    @Test
    void theTtlDropsTheRowsOfIdleEntitiesAndPublishesTheUnadaptedEmbedding() throws Exception {
        try (TestingRefreshHarness harness =
                new TestingRefreshHarness(TestingRefreshHarness.withExpiry(null, Duration.ofMillis(200)))) {
            harness.profile(ProfileChange.of("m", profile(1f, 2f), 900, 900));
            harness.interaction(interaction("e1", "m", 1000));
            harness.take();
            assertThat(harness.entries()).isEqualTo(2);
            harness.watermark(1200);
            Refresh.Adapt dropped = (Refresh.Adapt) harness.take().get(0);
            assertThat(dropped.reason()).isEqualTo(Reason.EXPIRY);
            assertThat(dropped.task().rows()).isEmpty();
            assertThat(harness.entries()).as("header and profile").isEqualTo(2);
            assertThat(harness.eventTimers()).isZero();

            harness.interaction(interaction("old", "m", 900));
            assertThat(harness.count(CountNames.of(io.metarefresh.interaction.Outcome.SUPERSEDED)))
                    .as("N remains, and with it the horizon")
                    .isEqualTo(1);
            harness.interaction(interaction("e2", "m", 1300));
            assertThat(((Refresh.Adapt) harness.take().get(0)).task().rows()).hasSize(1);
        }
    }

    @Test
    void theTtlOfAnExpiredMemberPublishesNothingNew() throws Exception {
        try (TestingRefreshHarness harness = new TestingRefreshHarness(
                TestingRefreshHarness.withExpiry(Duration.ofMillis(150), Duration.ofMillis(200)))) {
            harness.interaction(interaction("e1", "m", 1000));
            harness.watermark(1150);
            assertThat(harness.take()).hasSize(2);
            harness.watermark(1200);
            assertThat(harness.take()).isEmpty();
            assertThat(harness.entries()).isEqualTo(1);
        }
    }

    @Test
    void aForgottenMemberLeavesNothingOnceItsMarkerHasExpired() throws Exception {
        try (TestingRefreshHarness harness = new TestingRefreshHarness(TestingRefreshHarness.RULES)) {
            harness.interaction(interaction("e1", "m", 1000));
            harness.profile(ProfileChange.forgetting("m", 1100));
            assertThat(harness.entries()).as("the marker").isEqualTo(1);
            assertThat(harness.eventTimers()).isEqualTo(1);
            harness.watermark(2100);
            assertThat(harness.entries()).isZero();
            assertThat(harness.eventTimers()).isZero();
        }
    }
}
