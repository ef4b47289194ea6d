package io.metarefresh.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.job.record.CountNames;
import io.metarefresh.snapshot.EntityKind;
import io.metarefresh.snapshot.Snapshot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Takes the savepoint of {@link SavepointScenario} that {@link UpgradeIT} restores ever after. Run by hand, once for each version whose
 * state differs from that of the one before; {@code docs/compatibility.md} has the command.
 */
@EnabledIfSystemProperty(named = "metarefresh.savepoint", matches = ".+", disabledReason = "writes test resources")
class SavepointGenerator {
    @Test
    void takesTheSavepointOfThisVersion() throws Exception {
        Path target = SavepointScenario.SAVEPOINTS.resolve(System.getProperty("metarefresh.savepoint"));
        assertThat(target).doesNotExist();
        if (!Files.exists(Path.of(SavepointScenario.FIRST))) {
            Snapshot first = TestingSnapshots.snapshot(EntityKind.MEMBER);
            TestingSnapshots.write(Path.of(SavepointScenario.FIRST), first);
            TestingSnapshots.write(Path.of(SavepointScenario.SECOND), TestingSnapshots.next(first, 8));
        }
        try (TestingStack stack = SavepointScenario.stack()) {
            JobClient job = RefreshJob.start(SavepointScenario.config(stack));
            SavepointScenario.sendFirst(stack);
            TestingStack.await(
                    "the first input",
                    () -> TestingJob.count(job, "interactions_read") == 19
                            && TestingJob.count(job, "profiles_read") == 2);
            // The expiry waits for the end of the interval: nothing tells that it was noticed but event time, which
            // moves on
            // several times a second.
            long enough = System.nanoTime() + Duration.ofSeconds(5).toNanos();
            TestingStack.await("event time moves on", () -> System.nanoTime() > enough);
            SavepointScenario.announceSecond(stack);
            TestingStack.await("the second snapshot", () -> TestingJob.count(job, CountNames.SNAPSHOTS_ADMITTED) == 1);
            long swapped = System.nanoTime() + Duration.ofSeconds(5).toNanos();
            TestingStack.await("every subtask has opened it", () -> System.nanoTime() > swapped);
            SavepointScenario.sendLast(stack);
            TestingStack.await(
                    "an attempt to read the third",
                    () -> TestingJob.count(job, CountNames.SNAPSHOT_READ_RETRIES) >= 1
                            && TestingJob.count(job, "interactions_read") == 20);
            Path taken = Files.createTempDirectory("savepoint");
            String savepoint = job.stopWithSavepoint(false, taken.toUri().toString(), SavepointFormatType.CANONICAL)
                    .get();
            Properties counts = new Properties();
            Map<String, Object> accumulators = job.getJobExecutionResult().get().getAllAccumulatorResults();
            new TreeMap<>(accumulators)
                    .entrySet().stream()
                            .filter(SavepointScenario::isStored)
                            .forEach(count -> counts.setProperty(
                                    count.getKey(), count.getValue().toString()));
            Files.createDirectories(target);
            for (Path file : Files.list(Path.of(java.net.URI.create(savepoint))).toList()) {
                Files.copy(file, target.resolve(file.getFileName().toString()));
            }
            Files.writeString(
                    target.resolve("counts.properties"),
                    counts.stringPropertyNames().stream()
                            .sorted()
                            .map(name -> name + "=" + counts.getProperty(name) + "\n")
                            .collect(Collectors.joining()));
        }
    }
}
