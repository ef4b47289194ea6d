package io.metarefresh.job.flink.operator;

import static io.metarefresh.job.TestingEvents.interaction;
import static io.metarefresh.job.TestingEvents.profile;
import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.job.record.ProfileChange;
import io.metarefresh.job.record.Reason;
import io.metarefresh.job.record.Refresh;
import org.junit.jupiter.api.Test;

/** FRESH: no refresh waits for a watermark, a checkpoint or another member. */
class FreshTest {
    @Test
    void everyInteractionRefreshesWithoutWatermarkOrTimer() throws Exception {
        try (TestingRefreshHarness harness = new TestingRefreshHarness(TestingRefreshHarness.RULES)) {
            for (int i = 0; i < 5; i++) {
                harness.interaction(interaction("e" + i, "m" + i, 1000 + i), 2000 + i);
                Refresh.Adapt refresh = (Refresh.Adapt) harness.take().get(0);
                assertThat(refresh.entityId()).isEqualTo("m" + i);
                assertThat(refresh.reason()).isEqualTo(Reason.INTERACTION);
                assertThat(refresh.newestInputMillis()).isEqualTo(2000 + i);
            }
            assertThat(harness.eventTimers()).isZero();
            assertThat(harness.processingTimers()).isZero();
        }
    }

    @Test
    void aMemberWithoutInteractionsIsRefreshedByItsProfile() throws Exception {
        try (TestingRefreshHarness harness = new TestingRefreshHarness(TestingRefreshHarness.RULES)) {
            harness.profile(ProfileChange.of("m", profile(1f, 2f), 900, 950));
            Refresh.Adapt refresh = (Refresh.Adapt) harness.take().get(0);
            assertThat(refresh.reason()).isEqualTo(Reason.PROFILE);
            assertThat(refresh.task().rows()).isEmpty();
            assertThat(refresh.asOfMillis()).isEqualTo(900);
        }
    }

    @Test
    void whatChangesNothingRefreshesNothing() throws Exception {
        try (TestingRefreshHarness harness = new TestingRefreshHarness(TestingRefreshHarness.RULES)) {
            harness.interaction(interaction("e1", "m", 1000));
            harness.take();
            harness.interaction(interaction("e1", "m", 1000));
            harness.interaction(interaction("too old", "m", 900));
            assertThat(harness.take()).isEmpty();
        }
    }

    @Test
    void asOfNeverDecreases() throws Exception {
        try (TestingRefreshHarness harness = new TestingRefreshHarness(TestingRefreshHarness.RULES)) {
            harness.profile(ProfileChange.of("m", profile(1f, 2f), 1010, 1010));
            harness.interaction(interaction("e1", "m", 1000));
            harness.interaction(interaction("e2", "m", 1005));
            harness.profile(ProfileChange.of("m", profile(1f, 3f), 1001, 1011));
            assertThat(harness.take()).extracting("asOfMillis").containsExactly(1010L, 1010L, 1010L, 1010L);
        }
    }
}
