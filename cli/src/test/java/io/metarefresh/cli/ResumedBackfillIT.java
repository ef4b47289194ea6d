package io.metarefresh.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metarefresh.cli.backfill.Backfill;
import io.metarefresh.cli.backfill.BackfillDirectory;
import io.metarefresh.cli.backfill.BackfillPlan;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** BACKFILL: what was broken off goes on where it was, and ends. */
class ResumedBackfillIT {
    @RegisterExtension
    private final TestingBackfill backfills = new TestingBackfill();

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void aBackfillThatIsBrokenOffGoesOnFromItsLastCheckpoint() throws Exception {
        backfills.runLive();
        BackfillDirectory backfillDirectory = backfills.backfillDirectory();
        BackfillPlan plan = backfills.planToTheEnd();
        backfills.createOutput();
        backfillDirectory.write(plan);
        // So slow that it cannot reach the end before it is broken off.
        Backfill slow = new Backfill(plan, backfillDirectory, backfills.settings("input.max-rate", "5"));

        assertThatThrownBy(() -> slow.replay(read -> {
                    if (backfills.committedInteractions() >= 10) {
                        Thread.currentThread().interrupt();
                    }
                }))
                .isInstanceOf(CommandException.class)
                .hasMessage("interrupted; the same command goes on where it was");

        assertThat(Thread.interrupted()).isTrue();
        killAResumedOneBeyond(backfills.committedInteractions());
        assertThat(backfills.committedInteractions()).isLessThan(TestingBackfill.INTERACTIONS);
        assertThat(backfills.embeddings(backfills.output)).isEmpty();
        // What the checkpoint holds is gone from the topic: whoever starts anew cannot read it a second time.
        deleteBefore(backfills.committed());
        backfills.send(TestingBackfill.INTERACTIONS);
        CommandResult resumed = backfills.backfill(
                "--stop-at-end", "--directory", backfills.directory().resolve("backfill"));

        assertThat(resumed.exitCode()).as(resumed.err()).isZero();
        assertThat(resumed.out())
                .contains("going on with the backfill that was broken off, from file:")
                .contains("; from 0@0 1@0 to 0@150 1@150")
                .contains("interactions: read 300 = accepted ");
        CommandResult verified = backfills.verify();
        assertThat(verified.exitCode()).as(verified.out()).isZero();
        assertThat(verified.out()).contains("Both topics hold the same.");
    }

    /** The command as a process, as slow, until its checkpoints hold more; then kill -9. */
    private void killAResumedOneBeyond(long interactions) throws Exception {
        Path log = backfills.directory().resolve("killed.log");
        Process resumed = TestingLauncher.start(
                log,
                Map.of(),
                backfills.command(
                        backfills.output,
                        "--stop-at-end",
                        "--rate",
                        5,
                        "--directory",
                        backfills.directory().resolve("backfill")));
        try {
            TestingLauncher.await(
                    "its checkpoints hold more",
                    resumed,
                    log,
                    () -> backfills.committedInteractions() >= interactions + 10);
        } finally {
            resumed.destroyForcibly().waitFor();
        }
        assertThat(TestingLauncher.text(log)).contains("going on with the backfill that was broken off, from file:");
    }

    private void deleteBefore(Map<TopicPartition, Long> offsets) throws Exception {
        Map<TopicPartition, RecordsToDelete> before = new HashMap<>();
        offsets.forEach((partition, offset) -> before.put(partition, RecordsToDelete.beforeOffset(offset)));
        try (Admin admin = backfills.admin()) {
            admin.deleteRecords(before).all().get();
        }
    }
}
