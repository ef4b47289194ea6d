package io.metarefresh.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.job.record.CountNames;
import io.metarefresh.snapshot.EntityKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.core.execution.JobClient;
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
            TestingJob.awaitCheckpoint(checkpoints);
            assertThat(TestingJob.count(slow, "interactions_read")).isLessThan(INTERACTIONS);
            // Not stopped with a savepoint: a topic that has been read to its end may decline that while its task ends.
            TestingJob.cancel(slow);
            String checkpoint = newest(checkpoints);
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
                            checkpoint))
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

    /** What the job retained when it was cancelled. */
    private static String newest(Path checkpoints) {
        return TestingJob.in(checkpoints)
                .flatMap(TestingJob::in)
                .filter(found -> Files.exists(found.resolve("_metadata")))
                .max(Comparator.comparingLong(checkpoint ->
                        Long.parseLong(checkpoint.getFileName().toString().substring("chk-".length()))))
                .orElseThrow()
                .toUri()
                .toString();
    }
}
