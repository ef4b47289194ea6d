package io.metarefresh.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.job.record.CountNames;
import io.metarefresh.snapshot.EntityKind;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job that reads to the ends that its topics had at its start ends by itself, also when it was restored on its way there. */
class RestoredBoundedInputIT {
    private static final int INTERACTIONS = 200;

    @TempDir
    private Path directory;

    @Test
    void aRestoredJobEndsByItselfAtTheEndsOfItsFirstStart() throws Exception {
        Path snapshot = TestingSnapshots.write(directory.resolve("snapshot"), EntityKind.MEMBER);
        try (TestingStack stack = new TestingStack(2, 20_000)) {
            long now = System.currentTimeMillis();
            for (int i = 0; i < INTERACTIONS; i++) {
                stack.send(TestingEvents.interaction("e" + i, "m" + i % 10, now - INTERACTIONS + i));
            }
            // So slow that it cannot reach the end before it is stopped.
            Path checkpoints = directory.resolve("checkpoints");
            JobClient slow = RefreshJob.start(stack.config(
                    snapshot,
                    "input.bounded",
                    "true",
                    "input.max-rate",
                    "1",
                    "checkpoint.directory",
                    checkpoints.toUri().toString()));
            TestingStack.await("some are accepted", () -> TestingJob.count(slow, "interactions_accepted") >= 2);
            // Only a job whose every task runs, or has ended, can be stopped.
            TestingJob.awaitCheckpoint(checkpoints);
            String savepoint = slow.stopWithSavepoint(
                            false, directory.resolve("savepoints").toUri().toString(), SavepointFormatType.CANONICAL)
                    .get();
            assertThat(slow.getJobExecutionResult().get().<Long>getAccumulatorResult("interactions_read"))
                    .isBetween(2L, INTERACTIONS - 1L);
            // Behind the ends. The third subtask has no partition.
            stack.send(TestingEvents.interaction("later", "m0", now));
            stack.send(stack.topics.memberProfiles(), 0, "m1".getBytes(UTF_8), null);

            Map<String, Object> counts = RefreshJob.start(stack.config(
                            snapshot,
                            "input.bounded",
                            "true",
                            "job.parallelism",
                            "3",
                            "flink.execution.state-recovery.path",
                            savepoint))
                    .getJobExecutionResult()
                    .get(1, TimeUnit.MINUTES)
                    .getAllAccumulatorResults();

            assertThat(counts)
                    .containsEntry(CountNames.read(CountNames.INTERACTIONS), (long) INTERACTIONS)
                    .containsEntry("interactions_accepted", (long) INTERACTIONS);
            assertThat(stack.read(stack.topics.metaEmbeddings()))
                    .as("the forgetting lies behind the ends, too")
                    .allSatisfy(record -> assertThat(record.value()).isNotNull());
        }
    }
}
