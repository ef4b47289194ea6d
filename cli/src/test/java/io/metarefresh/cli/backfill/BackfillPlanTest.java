package io.metarefresh.cli.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.job.config.PartitionOffsets;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class BackfillPlanTest {
    private static final String MAX_RATE = "input.max-rate";
    private static final BackfillPlan PLAN =
            new BackfillPlan("new", PartitionOffsets.parse("0@0"), PartitionOffsets.parse("0@9"));

    @Test
    void aRateForThePastLeavesTheLiveJobsOwn() {
        Map<String, String> file = Map.of(MAX_RATE, "5000");

        assertThat(PLAN.past(file, OptionalInt.of(200))).containsEntry(MAX_RATE, "200");
        assertThat(PLAN.pastAndEnd(file, OptionalInt.of(200))).containsEntry(MAX_RATE, "200");
        assertThat(PLAN.past(file, OptionalInt.empty())).containsEntry(MAX_RATE, "5000");
        assertThat(PLAN.live(file)).containsEntry(MAX_RATE, "5000");
        assertThat(PLAN.past(Map.of(), OptionalInt.empty())).doesNotContainKey(MAX_RATE);
    }
}
