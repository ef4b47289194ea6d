package io.metarefresh.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.metarefresh.cli.backfill.Backfill;
import io.metarefresh.cli.backfill.BackfillPlan;
import io.metarefresh.cli.backfill.PlanFile;
import io.metarefresh.cli.backfill.Position;
import io.metarefresh.innerloop.InnerLoop;
import io.metarefresh.innerloop.SupportTask;
import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.job.RefreshJob;
import io.metarefresh.job.TestingEvents;
import io.metarefresh.job.TestingJob;
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
import io.metarefresh.snapshot.EntityKind;
import io.metarefresh.snapshot.Snapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.core.execution.JobClient;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** BACKFILL: over the same input live job and backfill AGREE, and each member is adapted once. */
class BackfillIT {
    private static final int MEMBERS = 20;
    private static final int INTERACTIONS = 300;

    @TempDir
    private Path directory;

    private TestingStack stack;
    private RecordEncoder<InteractionEvent> events;
    private Path snapshot;
    private String output;
    private long now;

    @BeforeEach
    void start() throws Exception {
        stack = new TestingStack(2, 20_000);
        events = new RecordEncoder<>(
                stack.schemaIds.get(stack.topics.interactions() + "-value"), InteractionEvent.class);
        snapshot = TestingSnapshots.write(directory.resolve("snapshot"), EntityKind.MEMBER);
        output = stack.topics.metaEmbeddings() + "-2";
        now = System.currentTimeMillis();
        for (int i = 0; i < INTERACTIONS; i++) {
            send(i);
        }
        stack.send(stack.topics.memberProfiles(), 0, "m3".getBytes(UTF_8), null);
    }

    @AfterEach
    void stop() {
        stack.close();
    }

    @Test
    void theOffsetsOfAClustersBackfillArePrintedAndNothingIsRun() throws Exception {
        Path config = directory.resolve("planned.yaml");
        Files.write(
                config,
                stack.settings(snapshot).entrySet().stream()
                        .filter(setting -> !setting.getKey().equals("job.name"))
                        .map(setting -> setting.getKey() + ": \"" + setting.getValue() + "\"")
                        .toList());
        CommandResult planned = CommandResult.of("backfill", "--config", config, "--output-topic", "planned", "--plan");
        assertThat(planned.err()).isEmpty();
        assertThat(planned.exitCode()).isZero();
        Map<String, String> lines = planned.out()
                .lines()
                .filter(line -> !line.startsWith("# "))
                .collect(Collectors.toMap(line -> line.split(": ")[0], line -> line.split(": ")[1]));
        assertThat(lines)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "topics.embeddings",
                        "planned",
                        "job.name",
                        "metarefresh-planned",
                        "kafka.group-id",
                        stack.settings(snapshot).get("kafka.group-id") + "-planned",
                        "input.start-offsets",
                        "0@0 1@0",
                        "input.end-offsets",
                        "0@150 1@150",
                        "refresh.at-end-only",
                        "true"));
        assertThat(planned.out()).startsWith("# from 0@0 1@0 to 0@150 1@150: at most 300 interactions");
        assertThat(directory.resolve("backfill-planned")).doesNotExist();
        try (Admin admin = admin()) {
            assertThat(admin.listTopics().names().get()).doesNotContain("planned");
        }
    }

    private Interaction interaction(int i) {
        return TestingEvents.interaction("e" + i, "m" + i % MEMBERS, now - 100_000 + i);
    }

    private void send(int i) {
        Interaction event = interaction(i);
        String member = event.memberId();
        stack.send(
                stack.topics.interactions(),
                i % MEMBERS % 2,
                member.getBytes(UTF_8),
                events.encode(TestingEvents.avro(event)));
    }

    private void runLive() throws Exception {
        // Each interaction alone, so that a slow machine does not coalesce what a backfill is compared with.
        Map<String, String> settings =
                stack.settings(snapshot, "input.bounded", "true", "refresh.batch-linger", "0 ms");
        RefreshJob.start(JobConfig.of(settings)).getJobExecutionResult().get();
    }

    private Path configFile() throws IOException {
        Path file = directory.resolve("job.yaml");
        Files.writeString(
                file,
                stack.settings(snapshot).entrySet().stream()
                        .map(entry -> entry.getKey() + ": '" + entry.getValue() + "'\n")
                        .collect(Collectors.joining()));
        return file;
    }

    private CommandResult verify() {
        return verify(stack.topics.metaEmbeddings(), output);
    }

    private CommandResult verify(String left, String right) {
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

    @Test
    void liveAndBackfillAgreeAndEachMemberIsAdaptedOnce() throws Exception {
        runLive();
        assertThat(stack.read(stack.topics.metaEmbeddings()).size()).isGreaterThan(MEMBERS);

        CommandResult backfill = CommandResult.of(
                "backfill", "--config", configFile(), "--output-topic", output, "--stop-at-end", "--rate", 1000);

        assertThat(backfill.exitCode()).as(backfill.err()).isZero();
        assertThat(backfill.out())
                .contains("from 0@0 1@0 to 0@150 1@150: at most 300 interactions")
                .contains("interactions: read 300 = accepted ")
                .doesNotContain("warning");
        // One for each member; of the one who was forgotten the tombstone.
        assertThat(stack.read(output)).hasSize(MEMBERS);
        assertThat(reasons(output)).containsExactly(RefreshReason.BACKFILL);
        assertThat(reasons(stack.topics.metaEmbeddings())).doesNotContain(RefreshReason.BACKFILL);
        CommandResult verified = verify();
        assertThat(verified.exitCode()).as(verified.out()).isZero();
        assertThat(verified.out()).contains("Both topics hold the same.");

        CommandResult late = CommandResult.of(
                "backfill",
                "--config",
                configFile(),
                "--output-topic",
                output + "-late",
                "--from",
                "0@100,1@100",
                "--stop-at-end");
        assertThat(late.out())
                .contains("from 0@100 1@100 to 0@150 1@150: at most 100 interactions")
                .contains("warning: 200 interactions before the start are not read");
        CommandResult cut = verify(stack.topics.metaEmbeddings(), output + "-late");
        assertThat(cut.exitCode())
                .as("what the warning says comes true: " + cut.out())
                .isEqualTo(1);
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void aBackfillThatIsBrokenOffGoesOnFromItsLastCheckpoint() throws Exception {
        runLive();
        PlanFile planFile = new PlanFile(directory.resolve("backfill"));
        BackfillPlan plan = planToTheEnd();
        createOutput();
        planFile.write(plan);
        // So slow that it cannot reach the end before it is broken off.
        Backfill slow = new Backfill(plan, planFile, stack.settings(snapshot, "input.max-rate", "5"));

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
        assertThat(sum(read)).isLessThan(INTERACTIONS);
        assertThat(embeddings(output)).isEmpty();
        // What the checkpoint holds is gone from the topic: whoever starts anew cannot read it a second time.
        deleteBefore(read);
        send(INTERACTIONS);
        CommandResult resumed = CommandResult.of(
                "backfill",
                "--config",
                configFile(),
                "--output-topic",
                output,
                "--stop-at-end",
                "--directory",
                directory.resolve("backfill"));

        assertThat(resumed.exitCode()).as(resumed.err()).isZero();
        assertThat(resumed.out())
                .contains("going on with the backfill that was broken off, from file:")
                .contains("; from 0@0 1@0 to 0@150 1@150")
                .contains("interactions: read 300 = accepted ");
        CommandResult verified = verify();
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
                configFile(),
                "--output-topic",
                output,
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

    @Test
    void aSnapshotOfAnotherSpaceGoesToANewTopicWhichIsPromoted() throws Exception {
        runLive();
        Snapshot other = TestingSnapshots.ofAnotherSpace(TestingSnapshots.snapshot(EntityKind.MEMBER), 8);
        snapshot = TestingSnapshots.write(directory.resolve("another"), other);

        CommandResult backfill =
                CommandResult.of("backfill", "--config", configFile(), "--output-topic", output, "--stop-at-end");

        assertThat(backfill.exitCode()).as(backfill.err()).isZero();
        Map<String, MetaEmbedding> published = embeddings(output);
        assertThat(published).hasSize(MEMBERS - 1).doesNotContainKey("m3");
        try (InnerLoop innerLoop = new InnerLoop(other)) {
            published.forEach((member, embedding) -> {
                assertThat(embedding.getModelVersion()).isEqualTo(8);
                float[] expected = innerLoop
                        .adapt(List.of(new SupportTask(member, Features.NONE, newestOf(member))))
                        .get(0)
                        .embedding();
                for (int i = 0; i < expected.length; i++) {
                    assertThat(embedding.getEmbedding().get(i))
                            .isCloseTo(expected[i], within(1e-5f * (1 + Math.abs(expected[i]))));
                }
            });
        }
        assertThat(verify().exitCode()).as("vectors of two spaces").isEqualTo(1);
        CommandResult promoted = CommandResult.of(
                "promote",
                "--alias",
                stack.topics.metaEmbeddings(),
                "--topic",
                output,
                "--across-versions",
                "--bootstrap-servers",
                stack.bootstrapServers(),
                "--registry-url",
                stack.registryUrl());
        assertThat(promoted.exitCode()).as(promoted.out() + promoted.err()).isZero();
        assertThat(promoted.out()).contains("is topic '" + output + "' from now on");
    }

    /** Complete checkpoints or savepoints in a folder of the backfill's directory. */
    private long metadata(String folder) {
        Path found = directory.resolve("backfill").resolve("run-1").resolve(folder);
        if (!Files.exists(found)) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(found)) {
            return files.filter(file -> file.endsWith("_metadata")).count();
        } catch (IOException | UncheckedIOException e) {
            // Flink deletes while this looks.
            return -1;
        }
    }

    private void createOutput() throws Exception {
        try (TopicAdmin admin = new TopicAdmin(Map.of("bootstrap.servers", stack.bootstrapServers()))) {
            admin.create(List.of(Topics.metaEmbeddings(output, Topics.Sizing.of(2, (short) 1))));
        }
        Subjects.register(stack.registry, List.of(Subjects.metaEmbeddings(output)));
    }

    private BackfillPlan planToTheEnd() throws Exception {
        try (Admin admin = admin()) {
            return new BackfillPlan(
                    output,
                    new Position.Earliest().resolve(admin, stack.topics.interactions()),
                    new Position.Latest().resolve(admin, stack.topics.interactions()));
        }
    }

    /** Behind what the backfill's checkpoints hold. */
    private Map<TopicPartition, Long> committed() {
        String group = stack.settings(snapshot).get("kafka.group-id") + "-" + output;
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

    private static long sum(Map<TopicPartition, Long> offsets) {
        return offsets.values().stream().mapToLong(Long::longValue).sum();
    }

    private void deleteBefore(Map<TopicPartition, Long> offsets) throws Exception {
        Map<TopicPartition, RecordsToDelete> before = new HashMap<>();
        offsets.forEach((partition, offset) -> before.put(partition, RecordsToDelete.beforeOffset(offset)));
        try (Admin admin = admin()) {
            admin.deleteRecords(before).all().get();
        }
    }

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()));
    }

    private List<Interaction> newestOf(String member) {
        return IntStream.range(0, INTERACTIONS)
                .mapToObj(this::interaction)
                .filter(interaction -> interaction.memberId().equals(member))
                .sorted(Comparator.comparingLong(Interaction::eventTimeMillis).reversed())
                .limit(TestingSnapshots.MAX_SIZE)
                .toList();
    }

    /** The last value of each member; tombstones erase. */
    private Map<String, MetaEmbedding> embeddings(String topic) {
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

    private Set<RefreshReason> reasons(String topic) {
        return embeddings(topic).values().stream().map(MetaEmbedding::getReason).collect(Collectors.toSet());
    }

    @Test
    void theLiveTopicIsRefusedAndAPositionMustNameEveryPartition() throws Exception {
        CommandResult live = CommandResult.of(
                "backfill", "--config", configFile(), "--output-topic", stack.topics.metaEmbeddings(), "--stop-at-end");
        assertThat(live.exitCode()).isEqualTo(2);
        assertThat(live.err()).contains("is the live topic");

        CommandResult partial = CommandResult.of(
                "backfill", "--config", configFile(), "--output-topic", output, "--from", "0@1", "--stop-at-end");
        assertThat(partial.exitCode()).isEqualTo(1);
        assertThat(partial.err()).contains("has partition 1, of which '0@1' says nothing");

        CommandResult beyond = CommandResult.of(
                "backfill", "--config", configFile(), "--output-topic", output, "--to", "0@150,1@151", "--plan");
        assertThat(beyond.exitCode()).isEqualTo(1);
        assertThat(beyond.err()).contains("partition 1 ends at offset 150, and '0@150 1@151' lies behind it");
    }

    @Test
    void aBackfillThatIsNotStoppedGoesOnAsTheLiveJob() throws Exception {
        createOutput();
        BackfillPlan plan = planToTheEnd();

        PlanFile planFile = new PlanFile(directory.resolve("backfill"));
        planFile.write(plan);
        JobClient job = new Backfill(plan, planFile, stack.settings(snapshot)).replayAndGoOn(read -> {});
        try {
            TestingStack.await("the savepoint between the two jobs is gone", () -> metadata("savepoints") == 0);
            TestingStack.await("the live job has a checkpoint of its own", () -> metadata("checkpoints") > 0);
            assertThat(stack.read(output)).hasSize(MEMBERS);
            for (int i = INTERACTIONS; i < INTERACTIONS + MEMBERS; i++) {
                send(i);
            }
            TestingStack.await(
                    "the new interactions published, but not of the forgotten member",
                    () -> stack.read(output).size() >= 2 * MEMBERS - 1);
        } finally {
            TestingJob.cancel(job);
        }
        runLive();
        CommandResult verified = verify();
        assertThat(verified.exitCode()).as(verified.out()).isZero();
        aLaterOneReadsEverythingAnew();
    }

    /** Although the live job left checkpoints in the same directory, and its group has committed everything. */
    private void aLaterOneReadsEverythingAnew() throws Exception {
        int before = stack.read(output).size();
        PlanFile planFile = new PlanFile(directory.resolve("backfill"));
        BackfillPlan plan = planToTheEnd();
        planFile.write(plan);
        // Too slow to be done before it is first asked whether anything remains.
        JobClient job = new Backfill(plan, planFile, stack.settings(snapshot, "input.max-rate", "200"))
                .replayAndGoOn(read -> {});
        try {
            assertThat(stack.read(output)).hasSize(before + MEMBERS);
        } finally {
            job.cancel().get();
        }
    }
}
