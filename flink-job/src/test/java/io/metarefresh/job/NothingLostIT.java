package io.metarefresh.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.innerloop.Adaptation;
import io.metarefresh.innerloop.InnerLoop;
import io.metarefresh.innerloop.SupportTask;
import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.interaction.InteractionOrder;
import io.metarefresh.interaction.SupportSetRules;
import io.metarefresh.job.batch.EmbeddingModel;
import io.metarefresh.job.batch.SnapshotModel;
import io.metarefresh.job.config.JobConfig;
import io.metarefresh.job.flink.SnapshotFiles;
import io.metarefresh.job.record.Accounting;
import io.metarefresh.job.record.AdmittedSnapshot;
import io.metarefresh.schemas.EntityProfile;
import io.metarefresh.schemas.InteractionEvent;
import io.metarefresh.schemas.MetaEmbedding;
import io.metarefresh.schemas.RecordDecoder;
import io.metarefresh.schemas.RecordEncoder;
import io.metarefresh.snapshot.EntityKind;
import io.metarefresh.snapshot.Loss;
import io.metarefresh.snapshot.SnapshotException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.core.execution.JobClient;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole job on a real broker and a real registry: every record is accounted for, whatever it is. */
class NothingLostIT {
    private static final int MAX_RECORD_BYTES = 20_000;

    @TempDir
    Path directory;

    private RecordEncoder<InteractionEvent> events;
    private RecordEncoder<EntityProfile> profiles;

    private TestingStack stack() throws Exception {
        TestingStack stack = new TestingStack(2, MAX_RECORD_BYTES);
        events = new RecordEncoder<>(
                stack.schemaIds.get(stack.topics.interactions() + "-value"), InteractionEvent.class);
        profiles =
                new RecordEncoder<>(stack.schemaIds.get(stack.topics.memberProfiles() + "-value"), EntityProfile.class);
        return stack;
    }

    private void send(TestingStack stack, int partition, Interaction interaction) {
        stack.send(
                stack.topics.interactions(),
                partition,
                interaction.memberId().getBytes(UTF_8),
                events.encode(TestingEvents.avro(interaction)));
    }

    @Test
    void everyBadRecordBecomesADeadLetterAndItsNeighboursAreProcessed() throws Exception {
        try (TestingStack stack = stack()) {
            long now = System.currentTimeMillis();
            byte[] key = "m1".getBytes(UTF_8);
            String topic = stack.topics.interactions();
            Interaction first = TestingEvents.interaction("e1", "m1", now - 5000);
            byte[] valid = events.encode(TestingEvents.avro(first));
            byte[] unknownSchema = valid.clone();
            ByteBuffer.wrap(unknownSchema).putInt(1, 999_999);
            Interaction wide = TestingEvents.interaction("e3", "m1", now - 3000);
            wide = new Interaction(
                    wide.eventId(), 0, "m1", wide.itemId(), wide.eventTimeMillis(), 1f, 1f, signals(1f, 2f));
            Map<String, byte[]> bad = new TreeMap<>();
            bad.put("BAD_MAGIC", "garbage, not Avro".getBytes(UTF_8));
            bad.put("UNKNOWN_SCHEMA", unknownSchema);
            bad.put(
                    "CLOCK",
                    events.encode(
                            TestingEvents.avro(TestingEvents.interaction("e2", "m1", now + 86_400_000L * 365 * 100))));
            bad.put("OVERSIZE", new byte[MAX_RECORD_BYTES + 1]);
            bad.put("CONTRACT", events.encode(TestingEvents.avro(wide)));
            bad.put("NULL_VALUE", null);
            bad.put("KEY_MISMATCH", events.encode(TestingEvents.avro(TestingEvents.interaction("e4", "m2", now))));

            List<Interaction> accepted = new ArrayList<>();
            send(stack, 0, first);
            accepted.add(first);
            int neighbour = 0;
            for (byte[] value : bad.values()) {
                stack.send(topic, 0, key, value);
                Interaction next = TestingEvents.interaction("n" + neighbour, "m1", now - 4000 + neighbour++);
                send(stack, 0, next);
                accepted.add(next);
            }
            send(stack, 0, first);
            stack.send(topic, 1, "m3".getBytes(UTF_8), "x".getBytes(UTF_8));
            Features age = TestingEvents.profile(0.5f, -1f);
            stack.send(
                    stack.topics.memberProfiles(), 0, key, profiles.encode(TestingEvents.avro("m1", age, now - 1000)));
            stack.send(stack.topics.memberProfiles(), 0, "gone".getBytes(UTF_8), null);

            Path snapshot = TestingSnapshots.write(directory.resolve("snapshot"), EntityKind.MEMBER);
            JobExecutionResult result = runBounded(stack, snapshot);

            Map<String, byte[]> letters = new TreeMap<>();
            for (ConsumerRecord<byte[], byte[]> letter : stack.read(stack.topics.deadLetters())) {
                if (header(letter, "partition").equals("0")) {
                    letters.put(header(letter, "cause"), letter.value());
                    assertThat(letter.key()).isEqualTo(key);
                    assertThat(header(letter, "topic")).isEqualTo(topic);
                    assertThat(Long.parseLong(header(letter, "offset"))).isOdd();
                    assertThat(Long.parseLong(header(letter, "timestamp"))).isGreaterThanOrEqualTo(now - 1000);
                    assertThat(header(letter, "message")).isNotBlank();
                }
            }
            assertThat(letters.keySet()).isEqualTo(bad.keySet());
            bad.forEach((cause, value) -> assertThat(letters.get(cause)).isEqualTo(value));

            Map<String, MetaEmbedding> embeddings = embeddings(stack);
            assertThat(embeddings).containsOnlyKeys("m1", "gone");
            assertThat(embeddings.get("gone")).isNull();
            assertThat(header(last(stack, stack.topics.metaEmbeddings(), "gone"), "forgotten-at"))
                    .isEqualTo(Long.toString(
                            last(stack, stack.topics.memberProfiles(), "gone").timestamp()));
            assertAgrees(embeddings.get("m1"), "m1", age, accepted);

            Map<String, Object> counts = result.getAllAccumulatorResults();
            assertThat(Accounting.of(counts)).isEqualTo(new Accounting(17, 8, 1, 0, 0, 8));
            assertThat(Accounting.of(counts).addsUp()).isTrue();
            assertThat(counts).containsEntry("profiles_read", 2L);
            assertThat(counts).containsEntry("profiles_applied", 1L);
            assertThat(counts).containsEntry("profiles_forgot", 1L);
        }
    }

    @Test
    void countsAddUpAndEveryEmbeddingIsRightAfterAFailure() throws Exception {
        try (TestingStack stack = stack()) {
            long now = System.currentTimeMillis();
            Path snapshot = TestingSnapshots.write(directory.resolve("snapshot"), EntityKind.MEMBER);
            List<Interaction> sent = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                sent.add(TestingEvents.interaction("e" + i, "m" + i % 7, now - 100_000 + i));
            }
            sent.forEach(interaction -> send(stack, memberPartition(interaction), interaction));
            FailingModel.ARMED.set(true);
            JobConfig config = stack.config(
                    snapshot,
                    "checkpoint.directory",
                    directory.resolve("cp").toUri().toString());
            JobClient job = RefreshJob.start(config, FailingModel::new);
            try {
                TestingStack.await("first part accepted", () -> TestingJob.count(job, "interactions_accepted") == 40);
                TestingJob.awaitCheckpoint(directory.resolve("cp"));
                // Accepted and emitted after that checkpoint: rolled back and counted again, once.
                Interaction poison = TestingEvents.interaction("p", FailingModel.POISON, now - 50);
                send(stack, memberPartition(poison), poison);
                sent.add(poison);
                TestingStack.await("the failure", () -> !FailingModel.ARMED.get());
                for (int i = 0; i < 10; i++) {
                    send(stack, memberPartition(sent.get(i)), sent.get(i));
                }
                TestingStack.await("the rest read", () -> TestingJob.count(job, "interactions_read") == 51);
                TestingStack.await(
                        "the rest counted",
                        () -> TestingJob.count(job, "interactions_accepted") == 41
                                && TestingJob.count(job, "interactions_duplicate") == 10);
                TestingStack.await("the rest published", () -> stack.read(stack.topics.metaEmbeddings()).stream()
                        .anyMatch(record -> new String(record.key(), UTF_8).equals(FailingModel.POISON)));
            } finally {
                TestingJob.cancel(job);
            }
            Map<String, MetaEmbedding> embeddings = embeddings(stack);
            assertThat(embeddings).hasSize(8);
            embeddings.forEach((member, embedding) -> assertAgrees(
                    embedding,
                    member,
                    Features.NONE,
                    sent.stream().filter(i -> i.memberId().equals(member)).toList()));
        }
    }

    private static int memberPartition(Interaction interaction) {
        return interaction.memberId().hashCode() & 1;
    }

    /** Fails once, on the first refresh of one member. */
    private record FailingModel(SnapshotModel model) implements EmbeddingModel {
        static final String POISON = "poison";
        static final AtomicBoolean ARMED = new AtomicBoolean();

        FailingModel(AdmittedSnapshot snapshot) throws SnapshotException {
            this(new SnapshotModel(SnapshotFiles.load(snapshot.uri(), snapshot.sha256())));
        }

        @Override
        public String modelName() {
            return model.modelName();
        }

        @Override
        public long modelVersion() {
            return model.modelVersion();
        }

        @Override
        public List<Adaptation> adapt(List<SupportTask> tasks) {
            if (tasks.stream().anyMatch(task -> task.entityId().equals(POISON)) && ARMED.getAndSet(false)) {
                throw new IllegalStateException("induced failure");
            }
            return model.adapt(tasks);
        }

        @Override
        public float[] predict(List<float[]> embeddings, List<Interaction> rows) {
            return model.predict(embeddings, rows);
        }

        @Override
        public Loss loss() {
            return model.loss();
        }

        @Override
        public void warmUp() {
            model.warmUp();
        }

        @Override
        public void close() {
            model.close();
        }
    }

    @Test
    void aBoundedRunPublishesEveryRefreshThatWaits() throws Exception {
        try (TestingStack stack = stack()) {
            Path snapshot = TestingSnapshots.write(directory.resolve("snapshot"), EntityKind.MEMBER);
            long now = System.currentTimeMillis();
            List<Interaction> sent = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                sent.add(TestingEvents.interaction("e" + i, "m" + i % 6, now - 100_000 + i));
            }
            sent.forEach(interaction -> send(stack, memberPartition(interaction), interaction));
            JobExecutionResult result =
                    runBounded(stack, snapshot, "refresh.min-interval", "1 h", "state.backend", "hashmap");
            Map<String, MetaEmbedding> embeddings = embeddings(stack);
            assertThat(embeddings).hasSize(6);
            embeddings.forEach((member, embedding) -> assertAgrees(
                    embedding,
                    member,
                    Features.NONE,
                    sent.stream().filter(i -> i.memberId().equals(member)).toList()));
            assertThat((Long) result.getAccumulatorResult("refreshes_interaction"))
                    .isBetween(6L, 12L);
        }
    }

    @Test
    void exactlyOnceShowsReadersOneRecordForEachRefresh() throws Exception {
        try (TestingStack stack = stack()) {
            Path snapshot = TestingSnapshots.write(directory.resolve("snapshot"), EntityKind.MEMBER);
            long now = System.currentTimeMillis();
            for (int i = 0; i < 10; i++) {
                send(stack, i & 1, TestingEvents.interaction("e" + i, "m" + i, now - 100_000 + i));
            }
            stack.send(stack.topics.interactions(), 0, "m".getBytes(UTF_8), "x".getBytes(UTF_8));
            runBounded(
                    stack,
                    snapshot,
                    "delivery.guarantee",
                    "exactly-once",
                    "delivery.transactional-id-prefix",
                    stack.topics.metaEmbeddings());
            assertThat(stack.read(stack.topics.metaEmbeddings())).hasSize(10);
            assertThat(stack.read(stack.topics.deadLetters())).hasSize(1);
        }
    }

    @Test
    void embeddingsOfItemsAreMadeOfTheSameTopic() throws Exception {
        try (TestingStack stack = stack()) {
            Path snapshot = TestingSnapshots.write(directory.resolve("snapshot"), EntityKind.ITEM);
            long now = System.currentTimeMillis();
            for (int i = 0; i < 20; i++) {
                Interaction interaction = TestingEvents.interaction("e" + i, "m" + i % 5, now - 100_000 + i);
                send(stack, memberPartition(interaction), interaction);
            }
            runBounded(stack, snapshot, "entity", "item");
            assertThat(embeddings(stack).keySet()).allMatch(id -> id.startsWith("item-"));
        }
    }

    private JobExecutionResult runBounded(TestingStack stack, Path snapshot, String... settings) throws Exception {
        Map<String, String> all = stack.settings(snapshot, settings);
        all.put("input.bounded", "true");
        return RefreshJob.start(JobConfig.of(all)).getJobExecutionResult().get();
    }

    private static Features signals(float... values) {
        return new Features(Map.of("signals", values), Map.of());
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    private static ConsumerRecord<byte[], byte[]> last(TestingStack stack, String topic, String key) {
        return stack.read(topic).stream()
                .filter(record -> new String(record.key(), UTF_8).equals(key))
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }

    /** The last record of each entity; null for a tombstone. */
    static Map<String, MetaEmbedding> embeddings(TestingStack stack) throws Exception {
        RecordDecoder<MetaEmbedding> decoder = new RecordDecoder<>(MetaEmbedding.class, stack.registry);
        Map<String, MetaEmbedding> last = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : stack.read(stack.topics.metaEmbeddings())) {
            last.put(new String(record.key(), UTF_8), record.value() == null ? null : decoder.decode(record.value()));
        }
        return last;
    }

    /** What each embedding on the topic is a refresh for: member, newest input and size of the support set. */
    static List<String> refreshes(TestingStack stack) throws Exception {
        RecordDecoder<MetaEmbedding> decoder = new RecordDecoder<>(MetaEmbedding.class, stack.registry);
        List<String> refreshes = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : stack.read(stack.topics.metaEmbeddings())) {
            MetaEmbedding embedding = decoder.decode(record.value());
            refreshes.add(embedding.getEntityId() + " " + embedding.getAsOf() + " " + embedding.getSupportSize());
        }
        return refreshes;
    }

    /** AGREE with the inner loop run on the same interactions outside of the job. */
    static void assertAgrees(
            MetaEmbedding published, String memberId, Features profile, List<Interaction> interactions) {
        List<Interaction> rows = new SupportSetRules(TestingSnapshots.MAX_SIZE, TestingSnapshots.HORIZON)
                .select(interactions.stream().sorted(InteractionOrder.BY_TIME).toList());
        float[] expected;
        try (InnerLoop innerLoop = new InnerLoop(TestingSnapshots.snapshot(EntityKind.MEMBER))) {
            expected = innerLoop
                    .adapt(List.of(new SupportTask(memberId, profile, rows)))
                    .get(0)
                    .embedding();
        }
        assertThat(published.getSupportSize()).isEqualTo(rows.size());
        for (int i = 0; i < expected.length; i++) {
            float component = published.getEmbedding().get(i);
            assertThat(Math.abs(component - expected[i])).isLessThanOrEqualTo(1e-5f * (1 + Math.abs(expected[i])));
        }
    }
}
