package io.metarefresh.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.metarefresh.client.JobStatus;
import io.metarefresh.client.MetaEmbeddingStore;
import io.metarefresh.client.StoreSettings;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.job.RefreshJob;
import io.metarefresh.job.TestingEvents;
import io.metarefresh.job.TestingJob;
import io.metarefresh.job.TestingSnapshots;
import io.metarefresh.job.TestingStack;
import io.metarefresh.schemas.InteractionEvent;
import io.metarefresh.schemas.RecordEncoder;
import io.metarefresh.snapshot.EntityKind;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.flink.core.execution.JobClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job's heartbeats reach the command and the readers, stop with it, and go when they are removed. */
class StatusIT {
    @TempDir
    private Path directory;

    @Test
    void aQuietJobIsAliveAndADeadOneIsOverdue() throws Exception {
        Path snapshot = TestingSnapshots.write(directory.resolve("snapshot"), EntityKind.MEMBER);
        try (TestingStack stack = new TestingStack(2, 20_000);
                MetaEmbeddingStore store =
                        MetaEmbeddingStore.open(StoreSettings.of(stack.bootstrapServers(), stack.registryUrl())
                                .withEmbeddingTopic(stack.topics.metaEmbeddings())
                                .withSnapshotTopic(stack.topics.modelSnapshots()))) {
            String jobName = stack.topics.metaEmbeddings() + "-job";
            long now = System.currentTimeMillis();
            RecordEncoder<InteractionEvent> events = new RecordEncoder<>(
                    stack.schemaIds.get(stack.topics.interactions() + "-value"), InteractionEvent.class);
            for (int i = 0; i < 10; i++) {
                Interaction event = TestingEvents.interaction("e" + i, "m" + i, now - 1000 + i);
                stack.send(
                        stack.topics.interactions(),
                        i & 1,
                        ("m" + i).getBytes(UTF_8),
                        events.encode(TestingEvents.avro(event)));
            }
            // One of them twice, and something that is no interaction: in both subtasks there is something to count.
            stack.send(
                    stack.topics.interactions(),
                    1,
                    "m9".getBytes(UTF_8),
                    events.encode(TestingEvents.avro(TestingEvents.interaction("e9", "m9", now - 1000 + 9))));
            stack.send(stack.topics.interactions(), 0, "m0".getBytes(UTF_8), new byte[] {1, 2, 3});
            assertThat(status(stack, jobName).exitCode()).isEqualTo(1);
            assertThat(store.jobStatus()).isEmpty();

            JobClient job =
                    RefreshJob.start(stack.config(snapshot, "job.name", jobName, "job.heartbeat-interval", "2 s"));
            try {
                TestingStack.await(
                        "every record in the heartbeats, read and with its outcome, and its refresh",
                        () -> count(store, "interactions_read") == 12
                                && outcomes(store) == 12
                                && count(store, "refreshes_interaction") == 10
                                && newestAsOf(store) == now - 1000 + 9);
                JobStatus status = store.jobStatus().orElseThrow();
                assertThat(status.jobName()).isEqualTo(jobName);
                assertThat(status.subtasks()).isEqualTo(2);
                assertThat(status.modelVersion()).hasValue(7);
                assertThat(status.counts())
                        .containsEntry("interactions_accepted", 10L)
                        .containsEntry("interactions_duplicate", 1L)
                        .containsEntry("interactions_dead_lettered", 1L)
                        .containsEntry("profiles_read", 0L)
                        .containsEntry("activations_read", 0L);
                // Where the command itself takes as long as three heartbeats, it finds them overdue.
                AtomicReference<CommandResult> alive = new AtomicReference<>();
                TestingStack.await("the command finds it alive", () -> {
                    alive.set(status(stack, jobName));
                    return alive.get().exitCode() == 0;
                });
                JsonNode line = new JsonMapper().readTree(alive.get().out());
                assertThat(line.get("reporting").asInt()).isEqualTo(2);
                assertThat(line.get("counts").get("interactions_accepted").asLong())
                        .isEqualTo(10);
            } finally {
                TestingJob.cancel(job);
            }
            TestingStack.await(
                    "the silence", () -> store.jobStatus().orElseThrow().overdue());
            assertThat(status(stack, jobName).exitCode()).isEqualTo(1);

            CommandResult removed = command(stack, "--remove", jobName);
            assertThat(removed.exitCode()).as(removed.err()).isZero();
            TestingStack.await("the store has no job", () -> store.jobStatus().isEmpty());
            assertThat(status(stack, jobName).err()).contains("no heartbeat of job '" + jobName + "'");
            assertThat(command(stack, "--remove", jobName).err()).contains("no heartbeat of job '" + jobName + "'");
        }
    }

    private static long outcomes(MetaEmbeddingStore store) {
        return Stream.of("accepted", "duplicate", "superseded", "forgotten", "dead_lettered")
                .mapToLong(outcome -> count(store, "interactions_" + outcome))
                .sum();
    }

    private static long count(MetaEmbeddingStore store, String name) {
        return Optional.of(store).flatMap(MetaEmbeddingStore::jobStatus).stream()
                .mapToLong(status -> status.counts().getOrDefault(name, 0L))
                .sum();
    }

    private static long newestAsOf(MetaEmbeddingStore store) {
        return store.jobStatus()
                .flatMap(JobStatus::newestAsOf)
                .map(Instant::toEpochMilli)
                .orElse(-1L);
    }

    private static CommandResult status(TestingStack stack, String jobName) {
        return command(stack, "--job", jobName, "--json");
    }

    private static CommandResult command(TestingStack stack, String... options) {
        List<Object> all = new ArrayList<>(List.of(
                "status", "--bootstrap-servers", stack.bootstrapServers(), "--registry-url", stack.registryUrl()));
        all.addAll(List.of(options));
        return CommandResult.of(all.toArray());
    }
}
