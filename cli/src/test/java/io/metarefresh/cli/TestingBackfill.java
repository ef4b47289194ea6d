package io.metarefresh.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.metarefresh.cli.backfill.BackfillDirectory;
import io.metarefresh.cli.backfill.BackfillPlan;
import io.metarefresh.cli.backfill.TopicPosition;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.job.RefreshJob;
import io.metarefresh.job.TestingEvents;
import io.metarefresh.job.TestingSnapshots;
import io.metarefresh.job.TestingStack;
import io.metarefresh.job.config.JobConfig;
import io.metarefresh.schemas.BadRecordException;
import io.metarefresh.schemas.InteractionEvent;
import io.metarefresh.schemas.MetaEmbedding;
import io.metarefresh.schemas.RecordDecoder;
import io.metarefresh.schemas.RecordEncoder;
import io.metarefresh.schemas.RefreshReason;
import io.metarefresh.schemas.Subjects;
import io.metarefresh.schemas.TopicAdmin;
import io.metarefresh.schemas.Topics;
import io.metarefresh.snapshot.DirectoryTree;
import io.metarefresh.snapshot.EntityKind;
import io.metarefresh.snapshot.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Before each test interactions of a few members, one of whom is forgotten, and a snapshot; and what a test of backfills does with them.
 * Snapshot, configuration and the backfill's own directory lie in a directory of the test's own.
 */
final class TestingBackfill implements BeforeEachCallback, AfterEachCallback {
    static final int MEMBERS = 20;
    static final int INTERACTIONS = 300;

    TestingStack stack;
    String output;
    private Path directory;
    private RecordEncoder<InteractionEvent> events;
    private long now;
    private Path snapshot;

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        directory = Files.createTempDirectory("backfill-");
        stack = new TestingStack(2, 20_000);
        events = new RecordEncoder<>(
                stack.schemaIds.get(stack.topics.interactions() + "-value"), InteractionEvent.class);
        use(TestingSnapshots.snapshot(EntityKind.MEMBER));
        output = stack.topics.metaEmbeddings() + "-2";
        now = System.currentTimeMillis();
        for (int i = 0; i < INTERACTIONS; i++) {
            send(i);
        }
        stack.send(stack.topics.memberProfiles(), 0, "m3".getBytes(UTF_8), null);
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        if (stack != null) {
            stack.close();
        }
        DirectoryTree.delete(directory);
    }

    Path directory() {
        return directory;
    }

    /** Of all jobs that start from now on. */
    void use(Snapshot of) throws IOException {
        snapshot = TestingSnapshots.write(
                directory.resolve("snapshot-" + of.manifest().modelVersion()), of);
    }

    Map<String, String> settings(String... more) {
        return stack.settings(snapshot, more);
    }

    /** Where plan, checkpoints and savepoint are, unless the command chooses. */
    BackfillDirectory backfillDirectory() {
        return new BackfillDirectory(directory.resolve("backfill"));
    }

    private Interaction interaction(int i) {
        return TestingEvents.interaction("e" + i, "m" + i % MEMBERS, now - 100_000 + i);
    }

    void send(int i) {
        Interaction event = interaction(i);
        String member = event.memberId();
        stack.send(
                stack.topics.interactions(),
                i % MEMBERS % 2,
                member.getBytes(UTF_8),
                events.encode(TestingEvents.avro(event)));
    }

    void runLive() throws Exception {
        // Each interaction alone, so that a slow machine does not coalesce what a backfill is compared with.
        Map<String, String> settings = settings("input.bounded", "true", "refresh.batch-linger", "0 ms");
        RefreshJob.start(JobConfig.of(settings)).getJobExecutionResult().get();
    }

    Path configFile() throws IOException {
        Path file = directory.resolve("job.yaml");
        Files.writeString(
                file,
                settings().entrySet().stream()
                        .map(entry -> entry.getKey() + ": '" + entry.getValue() + "'\n")
                        .collect(Collectors.joining()));
        return file;
    }

    /** The command into the output topic. */
    CommandResult backfill(Object... more) throws IOException {
        return backfillInto(output, more);
    }

    CommandResult backfillInto(String topic, Object... more) throws IOException {
        return CommandResult.of(command(topic, more));
    }

    /** The arguments of the command, and further ones. */
    Object[] command(String topic, Object... more) throws IOException {
        Object[] first = {"backfill", "--config", configFile(), "--output-topic", topic};
        return Stream.concat(Arrays.stream(first), Arrays.stream(more)).toArray();
    }

    CommandResult verify() {
        return verify(stack.topics.metaEmbeddings(), output);
    }

    CommandResult verify(String left, String right) {
        return CommandResult.of(
                "verify",
                "--left",
                left,
                "--right",
                right,
                "--bootstrap-servers",
                stack.bootstrapServers(),
                "--registry-url",
                stack.registryUrl());
    }

    /** Of every job. */
    CommandResult status() {
        return CommandResult.of(
                "status", "--bootstrap-servers", stack.bootstrapServers(), "--registry-url", stack.registryUrl());
    }

    void createOutput() throws Exception {
        try (TopicAdmin admin = new TopicAdmin(Map.of("bootstrap.servers", stack.bootstrapServers()))) {
            admin.create(List.of(Topics.metaEmbeddings(output, Topics.Sizing.of(2, (short) 1))));
        }
        Subjects.register(stack.registry, List.of(Subjects.metaEmbeddings(output)));
    }

    BackfillPlan planToTheEnd() throws Exception {
        try (Admin admin = admin()) {
            return new BackfillPlan(
                    output,
                    new TopicPosition.Earliest().resolve(admin, stack.topics.interactions()),
                    new TopicPosition.Latest().resolve(admin, stack.topics.interactions()));
        }
    }

    Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()));
    }

    /** Interactions that the checkpoints of the output topic's jobs hold, by what their group committed. */
    Map<TopicPartition, Long> committed() {
        String group = settings().get("kafka.group-id") + "-" + output;
        try (Admin admin = admin()) {
            return admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().entrySet().stream()
                    .filter(entry -> entry.getKey().topic().equals(stack.topics.interactions()))
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

    /** Of all partitions together. */
    long committedInteractions() {
        return committed().values().stream().mapToLong(Long::longValue).sum();
    }

    List<Interaction> newestOf(String member) {
        return IntStream.range(0, INTERACTIONS)
                .mapToObj(this::interaction)
                .filter(interaction -> interaction.memberId().equals(member))
                .sorted(Comparator.comparingLong(Interaction::eventTimeMillis).reversed())
                .limit(TestingSnapshots.MAX_SIZE)
                .toList();
    }

    /** The last value of each member; tombstones erase. */
    Map<String, MetaEmbedding> embeddings(String topic) {
        RecordDecoder<MetaEmbedding> decoder = new RecordDecoder<>(MetaEmbedding.class, stack.registry);
        Map<String, MetaEmbedding> last = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> found : stack.read(topic)) {
            String member = new String(found.key(), UTF_8);
            try {
                if (found.value() == null) {
                    last.remove(member);
                } else {
                    last.put(member, decoder.decode(found.value()));
                }
            } catch (BadRecordException e) {
                throw new AssertionError(e);
            }
        }
        return last;
    }

    Set<RefreshReason> reasons(String topic) {
        return embeddings(topic).values().stream().map(MetaEmbedding::getReason).collect(Collectors.toSet());
    }
}
