package io.metarefresh.job.flink.operator;

import static io.metarefresh.job.TestingEvents.interaction;
import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.interaction.Interaction;
import io.metarefresh.interaction.Outcome;
import io.metarefresh.job.record.CountNames;
import io.metarefresh.job.record.ProfileChange;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;

/** NOTHING LOST: every interaction is counted once, under one outcome, and a restored count continues. */
class NothingLostTest {
    private static long count(TestingRefreshHarness harness, Outcome outcome) {
        return harness.count(CountNames.of(outcome));
    }

    @Test
    void everyInteractionHasOneOutcome() throws Exception {
        try (TestingRefreshHarness harness = new TestingRefreshHarness(TestingRefreshHarness.RULES)) {
            harness.profile(ProfileChange.forgetting("m", 950));
            harness.interaction(interaction("forgotten", "m", 950));
            Interaction first = interaction("e1", "m", 1000);
            harness.interaction(first);
            harness.interaction(first);
            Interaction corrected =
                    new Interaction("e1", 1, "m", first.itemId(), 1000, 1 - first.label(), 1f, first.context());
            harness.interaction(corrected);
            harness.interaction(first);
            assertThat(count(harness, Outcome.FORGOTTEN)).isEqualTo(1);
            assertThat(count(harness, Outcome.ACCEPTED)).isEqualTo(2);
            assertThat(count(harness, Outcome.DUPLICATE)).isEqualTo(1);
            assertThat(count(harness, Outcome.SUPERSEDED)).isEqualTo(1);
            assertThat(harness.count("profiles_forgot")).isEqualTo(1);
        }
    }

    @Test
    void countsRollBackWithTheStateThatTheyCount() throws Exception {
        OperatorSubtaskState checkpoint;
        try (TestingRefreshHarness harness = new TestingRefreshHarness(TestingRefreshHarness.RULES)) {
            harness.interaction(interaction("e1", "m", 1000));
            checkpoint = harness.snapshot();
            harness.interaction(interaction("e2", "m", 1001));
            assertThat(count(harness, Outcome.ACCEPTED)).isEqualTo(2);
        }
        try (TestingRefreshHarness restored = new TestingRefreshHarness(TestingRefreshHarness.RULES, checkpoint)) {
            assertThat(count(restored, Outcome.ACCEPTED)).isEqualTo(1);
            restored.interaction(interaction("e2", "m", 1001));
            assertThat(count(restored, Outcome.ACCEPTED)).isEqualTo(2);
            assertThat(count(restored, Outcome.DUPLICATE)).isZero();
        }
    }
}
