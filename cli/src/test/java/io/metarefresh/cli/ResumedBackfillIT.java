package io.metarefresh.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metarefresh.cli.backfill.Backfill;
import io.metarefresh.cli.backfill.BackfillPlan;
import io.metarefresh.cli.backfill.PlanFile;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** BACKFILL: what was broken off goes on where it was, and ends. */
class ResumedBackfillIT {
    @TempDir
    private Path directory;

    private TestingBackfill backfills;

    @BeforeEach
    void start() throws Exception {
        backfills = new TestingBackfill(directory);
    }

    @AfterEach
    void stop() {
        backfills.close();
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void aBackfillThatIsBrokenOffGoesOnFromItsLastCheckpoint() throws Exception {
        backfills.runLive();
        PlanFile planFile = backfills.planFile();
        BackfillPlan plan = backfills.planToTheEnd();
        backfills.createOutput();
        planFile.write(plan);
        // So slow that it cannot reach the end before it is broken off.
        Backfill slow = new Backfill(plan, planFile, backfills.settings("input.max-rate", "5"));

        assertThatThrownBy(() -> slow.replay(read -> {
                    if (sum(committed()) >= 10) {
                        Thread.currentThread().interrupt();
                    }
                }))
                .isInstanceOf(CommandException.class)
                .hasMessage("interrupted; the same command goes on where it was");

        assertThat(Thread.interrupted()).isTrue();
        Map<TopicPartition, Long> read = committed();
        killAResumedOneBeyond(sum(read));
        read = committed();
        assertThat(sum(read)).isLessThan(TestingBackfill.INTERACTIONS);
        assertThat(backfills.embeddings(backfills.output)).isEmpty();
        // What the checkpoint holds is gone from the topic: whoever starts anew cannot read it a second time.
        deleteBefore(read);
        backfills.send(TestingBackfill.INTERACTIONS);
        CommandResult resumed = CommandResult.of(
                "backfill",
                "--config",
                backfills.configFile(),
                "--output-topic",
                backfills.output,
                "--stop-at-end",
                "--directory",
                directory.resolve("backfill"));

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
        Path log = directory.resolve("killed.log");
        Process resumed = TestingLauncher.start(
                log,
                Map.of(),
                "backfill",
                "--config",
                backfills.configFile(),
                "--output-topic",
                backfills.output,
                "--stop-at-end",
                "--rate",
                5,
                "--directory",
                directory.resolve("backfill"));
        try {
            TestingLauncher.await(
                    "its checkpoints hold more", resumed, log, () -> sum(committed()) >= interactions + 10);
        } finally {
            resumed.destroyForcibly().waitFor();
        }
        assertThat(TestingLauncher.text(log)).contains("going on with the backfill that was broken off, from file:");
    }

    /** Behind what the backfill's checkpoints hold. */
    private Map<TopicPartition, Long> committed() {
        String group = backfills.settings().get("kafka.group-id") + "-" + backfills.output;
        try (Admin admin = backfills.admin()) {
            return admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().entrySet().stream()
                    .filter(entry -> entry.getKey().topic().equals(backfills.stack.topics.interactions()))
                    .filter(entry -> entry.getValue() != null)
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, entry -> entry.getValue().offset()));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            // Before the first commit there is no such group.
            return Map.of();
        }
    }

    private static long sum(Map<TopicPartition, Long> offsets) {
        return offsets.values().stream().mapToLong(Long::longValue).sum();
    }

    private void deleteBefore(Map<TopicPartition, Long> offsets) throws Exception {
        Map<TopicPartition, RecordsToDelete> before = new HashMap<>();
        offsets.forEach((partition, offset) -> before.put(partition, RecordsToDelete.beforeOffset(offset)));
        try (Admin admin = backfills.admin()) {
            admin.deleteRecords(before).all().get();
        }
    }
}
