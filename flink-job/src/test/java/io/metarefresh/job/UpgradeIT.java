package io.metarefresh.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.job.record.CountNames;
import io.metarefresh.schemas.MetaEmbedding;
import io.metarefresh.schemas.RecordDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * UPGRADE: the savepoint of every version restores into this one, on another state backend and at another parallelism too, and nothing of
 * it is lost. How they are taken: {@link SavepointGenerator}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UpgradeIT {
    @TempDir
    Path directory;

    private TestingStack stack;

    /** Each version on both backends; with how many cases came before, because what those sent is on the topic. */
    static Stream<Arguments> savepoints() throws Exception {
        try (Stream<Path> all = Files.list(SavepointScenario.SAVEPOINTS)) {
            List<Path> versions = all.filter(version -> Files.exists(version.resolve("_metadata")))
                    .sorted()
                    .toList();
            return IntStream.range(0, 2 * versions.size())
                    .mapToObj(i -> i % 2 == 0
                            ? Arguments.of(versions.get(i / 2), "1", "hashmap", i)
                            : Arguments.of(versions.get(i / 2), "3", "rocksdb", i));
        }
    }

    @BeforeAll
    void theTopicsAreAsTheyWere() throws Exception {
        stack = SavepointScenario.stack();
        SavepointScenario.sendFirst(stack);
        SavepointScenario.announceSecond(stack);
        SavepointScenario.sendLast(stack);
    }

    @AfterAll
    void close() {
        stack.close();
    }

    @ParameterizedTest
    @MethodSource("savepoints")
    void everythingInTheSavepointIsThereAfterwards(Path savepoint, String parallelism, String backend, int earlier)
            throws Exception {
        Properties counts = new Properties();
        try (var in = Files.newBufferedReader(savepoint.resolve("counts.properties"))) {
            counts.load(in);
        }
        Map<String, Integer> publishedBefore = timesPublished();
        Path checkpoints = directory.resolve("checkpoints-" + savepoint.getFileName() + "-" + parallelism);
        JobClient job = RefreshJob.start(SavepointScenario.config(
                stack,
                "flink.execution.state-recovery.path",
                savepoint.toUri().toString(),
                "job.parallelism",
                parallelism,
                "state.backend",
                backend,
                "checkpoint.directory",
                checkpoints.toUri().toString()));
        // Those of the case before are new input here: the savepoint has not seen them.
        List<Interaction> added =
                SavepointScenario.of("many", 20, SavepointScenario.NOW).subList(12, 13 + earlier);
        SavepointScenario.send(stack, added.get(added.size() - 1));

        int seen = Integer.parseInt(counts.getProperty("interactions_read"));
        TestingStack.await(
                "what is new is read", () -> TestingJob.count(job, "interactions_read") == seen + added.size());
        // Only a job whose every task runs can be stopped, and the keyed step may load its model long after the first
        // record is read.
        int accepted = Integer.parseInt(counts.getProperty("interactions_accepted"));
        TestingStack.await(
                "and accepted", () -> TestingJob.count(job, "interactions_accepted") == accepted + added.size());
        long retries = TestingJob.count(job, CountNames.SNAPSHOT_READ_RETRIES);
        TestingStack.await(
                "the snapshot that waited is read again",
                () -> TestingJob.count(job, CountNames.SNAPSHOT_READ_RETRIES) > retries);
        // A complete checkpoint is one of every task: those run that none of the records came to, too.
        TestingJob.awaitCheckpoint(checkpoints);
        // Drained, because that publishes what waits.
        job.stopWithSavepoint(true, directory.toUri().toString(), SavepointFormatType.CANONICAL)
                .get();
        Map<String, Object> accumulators = job.getJobExecutionResult().get().getAllAccumulatorResults();
        for (String name : counts.stringPropertyNames()) {
            long more = name.equals("interactions_read") || name.equals("interactions_accepted") ? added.size() : 0;
            assertThat(accumulators.get(name)).as(name).isEqualTo(Long.parseLong(counts.getProperty(name)) + more);
        }

        Map<String, MetaEmbedding> published = new HashMap<>();
        RecordDecoder<MetaEmbedding> decoder = new RecordDecoder<>(MetaEmbedding.class, stack.registry);
        Map<String, Integer> timesPublished = timesPublished();
        publishedBefore.forEach((key, times) -> timesPublished.merge(key, -times, Integer::sum));
        assertThat(timesPublished).containsOnlyKeys("many", "few", "expired", "forgotten");
        // What waited for many goes out with its new row, or just before it and once more with it.
        assertThat(timesPublished.remove("many")).isBetween(1, 2);
        assertThat(timesPublished.values()).containsOnly(1);
        for (ConsumerRecord<byte[], byte[]> record : stack.read(stack.topics.metaEmbeddings())) {
            published.put(new String(record.key(), UTF_8), decoder.decode(record.value()));
        }
        // The snapshot that ran goes on, not the older one of the configuration. Who was published under it already,
        // and does not wait, is not published again.
        assertThat(published.keySet()).containsExactlyInAnyOrder("many", "few", "expired", "forgotten");
        assertThat(published.values())
                .allSatisfy(one -> assertThat(one.getModelVersion()).isEqualTo(8));
        List<Interaction> many = new ArrayList<>(SavepointScenario.of("many", 12, SavepointScenario.NOW));
        many.addAll(added);
        agrees(
                published.get("many"),
                SavepointScenario.PROFILE,
                many.subList(many.size() - TestingSnapshots.MAX_SIZE, many.size()));
        agrees(published.get("few"), Features.NONE, SavepointScenario.of("few", 2, SavepointScenario.NOW));
        agrees(published.get("expired"), Features.NONE, List.of());
        assertThat(published.get("expired").getAsOf().toEpochMilli()).isEqualTo(SavepointScenario.LONG_AGO);
        agrees(
                published.get("forgotten"),
                Features.NONE,
                SavepointScenario.of("forgotten", 3, SavepointScenario.FORGOTTEN_UP_TO - 1)
                        .subList(2, 3));
    }

    private Map<String, Integer> timesPublished() {
        Map<String, Integer> times = new HashMap<>();
        stack.read(stack.topics.metaEmbeddings())
                .forEach(record -> times.merge(new String(record.key(), UTF_8), 1, Integer::sum));
        return times;
    }

    private static void agrees(MetaEmbedding published, Features profile, List<Interaction> rows) throws Exception {
        float[] expected = SavepointScenario.embedding(SavepointScenario.SECOND, profile, rows);
        assertThat(published.getSupportSize()).isEqualTo(rows.size());
        for (int i = 0; i < expected.length; i++) {
            assertThat(published.getEmbedding().get(i))
                    .isCloseTo(expected[i], within(1e-5f * (1 + Math.abs(expected[i]))));
        }
    }
}
