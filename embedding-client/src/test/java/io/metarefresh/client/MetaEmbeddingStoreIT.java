package io.metarefresh.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metarefresh.local.LocalBroker;
import io.metarefresh.local.LocalRegistry;
import io.metarefresh.schemas.ConfluentSchemaRegistry;
import io.metarefresh.schemas.EmbeddingAlias;
import io.metarefresh.schemas.EntityKey;
import io.metarefresh.schemas.ForgottenAt;
import io.metarefresh.schemas.MetaEmbedding;
import io.metarefresh.schemas.RecordEncoder;
import io.metarefresh.schemas.RefreshReason;
import io.metarefresh.schemas.RegistrySettings;
import io.metarefresh.schemas.SnapshotActivation;
import io.metarefresh.schemas.Subjects;
import io.metarefresh.schemas.TestingSchemaRegistry;
import io.metarefresh.schemas.TopicAdmin;
import io.metarefresh.schemas.TopicNames;
import io.metarefresh.schemas.Topics;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import javax.management.ObjectName;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store against a real broker and a real registry; each test has topics of its own. */
class MetaEmbeddingStoreIT {
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    @TempDir
    static Path directory;

    private static LocalBroker broker;
    private static LocalRegistry registryServer;
    private static ConfluentSchemaRegistry registry;
    private static KafkaProducer<byte[], byte[]> producer;

    private final String prefix = "t" + System.nanoTime();
    private final TopicNames names = new TopicNames(
            prefix + "-interactions",
            prefix + "-profiles",
            prefix + "-embeddings",
            prefix + "-snapshots",
            prefix + "-dead");
    private RecordEncoder<MetaEmbedding> embeddings;

    @BeforeAll
    static void startServers() {
        broker = LocalBroker.start(LocalBroker.Settings.in(directory));
        registryServer = LocalRegistry.start(0);
        registry = new ConfluentSchemaRegistry(RegistrySettings.of(registryServer.url()));
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    @AfterAll
    static void stopServers() {
        producer.close(Duration.ofSeconds(5));
        registry.close();
        registryServer.close();
        broker.close();
    }

    private void createTopics() throws Exception {
        try (TopicAdmin admin = new TopicAdmin(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.create(Topics.all(names, Topics.Sizing.of(3, (short) 1)));
        }
        int id = Subjects.register(registry, List.of(Subjects.metaEmbeddings(names.metaEmbeddings())))
                .values()
                .iterator()
                .next();
        embeddings = new RecordEncoder<>(id, MetaEmbedding.class);
    }

    private StoreSettings settings() {
        return StoreSettings.of(broker.bootstrapServers(), registryServer.url())
                .withEmbeddingTopic(names.metaEmbeddings())
                .withSnapshotTopic(names.modelSnapshots());
    }

    private RecordMetadata publish(String entity, long asOf, float value) throws Exception {
        return send(embeddingRecord(entity, asOf, value));
    }

    private ProducerRecord<byte[], byte[]> embeddingRecord(String entity, long asOf, float value) {
        MetaEmbedding embedding = MetaEmbedding.newBuilder()
                .setEntityId(entity)
                .setEmbedding(List.of(value, value, value, value))
                .setModelName("m")
                .setModelVersion(1)
                .setAsOf(Instant.ofEpochMilli(asOf))
                .setSupportSize(1)
                .setReason(RefreshReason.INTERACTION)
                .build();
        return new ProducerRecord<>(names.metaEmbeddings(), EntityKey.encode(entity), embeddings.encode(embedding));
    }

    private static RecordMetadata send(ProducerRecord<byte[], byte[]> record) throws Exception {
        return producer.send(record).get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    @Test
    void readsFromTheBeginningGuardsForgetsAndDefaults() throws Exception {
        createTopics();
        SnapshotActivation activation = new SnapshotActivation(
                "m", 1L, "file:/s", "0".repeat(64), Instant.ofEpochMilli(3), List.of(9f, 9f, 9f, 9f));
        int activationId = Subjects.register(registry, List.of(Subjects.modelSnapshots(names.modelSnapshots())))
                .values()
                .iterator()
                .next();
        send(new ProducerRecord<>(
                names.modelSnapshots(),
                EntityKey.encode("m@1"),
                new RecordEncoder<>(activationId, SnapshotActivation.class).encode(activation)));
        publish("a", 10, 1f);
        publish("a", 5, 2f);
        publish("b", 10, 3f);
        ProducerRecord<byte[], byte[]> forget =
                new ProducerRecord<>(names.metaEmbeddings(), EntityKey.encode("b"), null);
        forget.headers().add(ForgottenAt.HEADER, ForgottenAt.encode(10));
        send(forget);
        publish("b", 9, 4f);
        send(new ProducerRecord<>(names.metaEmbeddings(), EntityKey.encode("c"), new byte[] {1, 2, 3}));

        Map<String, Instant> seen = Collections.synchronizedMap(new LinkedHashMap<>());
        StoreListener listener = new StoreListener() {
            @Override
            public void onUpdate(String entityId, EntityEmbedding embedding, Instant writtenAt) {
                seen.put(entityId + "@" + embedding.asOf().toEpochMilli(), writtenAt);
            }
        };
        try (MetaEmbeddingStore store = MetaEmbeddingStore.open(settings(), listener)) {
            assertThat(store.awaitCaughtUp(DEADLINE)).isTrue();

            assertThat(store.get("a").orElseThrow().vector()).containsExactly(1f, 1f, 1f, 1f);
            assertThat(store.get("a").orElseThrow().isDefault()).isFalse();
            assertThat(store.get("b").orElseThrow().isDefault()).isTrue();
            assertThat(store.get("nobody").orElseThrow().vector()).containsExactly(9f, 9f, 9f, 9f);
            assertThat(store.size()).isEqualTo(1);
            assertThat(store.rejectedAsStale()).isEqualTo(2);
            assertThat(store.badRecords()).isEqualTo(1);
            assertThat(store.failure()).isEmpty();

            RecordMetadata written = publish("d", 20, 5f);
            await(() -> store.get("d").filter(e -> !e.isDefault()).isPresent() && seen.containsKey("d@20"));
            assertThat(seen.get("d@20").toEpochMilli()).isEqualTo(written.timestamp());
            await(() -> store.lag().orElse(-1) == 0);
        }
    }

    @Test
    void survivesARestartOfTheBroker() throws Exception {
        createTopics();
        try (MetaEmbeddingStore store = MetaEmbeddingStore.open(settings())) {
            publish("a", 1, 1f);
            assertThat(store.awaitCaughtUp(DEADLINE)).isTrue();

            broker.stop();
            assertThat(store.get("a")).isPresent();
            assertThat(store.awaitCaughtUp(Duration.ofMillis(300))).isFalse();
            broker.restart();

            publish("a", 2, 2f);
            assertThat(store.awaitCaughtUp(DEADLINE)).isTrue();
            assertThat(store.get("a").orElseThrow().vector()[0]).isEqualTo(2f);
            assertThat(store.failure()).isEmpty();
        }
    }

    @Test
    void waitsForARegistryThatIsAwayAndLosesNothing() throws Exception {
        createTopics();
        TestingSchemaRegistry away = new TestingSchemaRegistry();
        embeddings = new RecordEncoder<>(away.add(MetaEmbedding.getClassSchema()), MetaEmbedding.class);
        away.away = true;
        publish("a", 1, 1f);
        publish("b", 1, 1f);
        try (MetaEmbeddingStore store = MetaEmbeddingStore.open(settings(), () -> away, List.of())) {
            await(() -> away.refusals.get() >= 2);
            assertThat(store.size()).isZero();
            away.away = false;
            assertThat(store.awaitCaughtUp(DEADLINE)).isTrue();
            assertThat(store.size()).isEqualTo(2);
            assertThat(store.badRecords()).isZero();
        }
    }

    @Test
    void manyReadersNeverSeeHalfAnEmbedding() throws Exception {
        createTopics();
        AtomicReference<Throwable> trouble = new AtomicReference<>();
        AtomicBoolean done = new AtomicBoolean();
        CountDownLatch ended = new CountDownLatch(2);
        try (MetaEmbeddingStore store = MetaEmbeddingStore.open(settings())) {
            for (int t = 0; t < 2; t++) {
                Thread reader = new Thread(() -> {
                    long newest = -1;
                    while (!done.get() && trouble.get() == null) {
                        EntityEmbedding e = store.get("hot").orElse(null);
                        if (e == null) {
                            Thread.onSpinWait();
                            continue;
                        }
                        float[] v = e.vector();
                        long asOf = e.asOf().toEpochMilli();
                        if (v[0] != v[3] || v[0] != asOf || asOf < newest) {
                            trouble.compareAndSet(null, new AssertionError(e + " after " + newest));
                        }
                        newest = asOf;
                    }
                    ended.countDown();
                });
                reader.start();
            }
            for (int i = 0; i < 300; i++) {
                producer.send(embeddingRecord("hot", i, i));
                if (i % 50 == 0) {
                    producer.flush();
                }
            }
            producer.flush();
            assertThat(store.awaitCaughtUp(DEADLINE)).isTrue();
            done.set(true);
            assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(trouble.get()).isNull();
            assertThat(store.get("hot").orElseThrow().asOf().toEpochMilli()).isEqualTo(299);
        }
    }

    private void point(String topic) throws Exception {
        int id = Subjects.register(registry, List.of(Subjects.aliases(names.aliases())))
                .values()
                .iterator()
                .next();
        EmbeddingAlias alias = new EmbeddingAlias(names.metaEmbeddings(), topic, null, Instant.ofEpochMilli(1));
        send(new ProducerRecord<>(
                names.aliases(),
                EntityKey.encode(names.metaEmbeddings()),
                new RecordEncoder<>(id, EmbeddingAlias.class).encode(alias)));
    }

    private void publishTo(String topic, String entity, long version, long asOf, float value) throws Exception {
        MetaEmbedding embedding = MetaEmbedding.newBuilder()
                .setEntityId(entity)
                .setEmbedding(List.of(value, value, value, value))
                .setModelName("m")
                .setModelVersion(version)
                .setAsOf(Instant.ofEpochMilli(asOf))
                .setSupportSize(1)
                .setReason(RefreshReason.BACKFILL)
                .build();
        send(new ProducerRecord<>(topic, EntityKey.encode(entity), embeddings.encode(embedding)));
    }

    @Test
    void followsAnAliasInOneStepAndAnswersBothVersionsInTheTransition() throws Exception {
        createTopics();
        String second = names.metaEmbeddings() + "-2";
        try (TopicAdmin admin = new TopicAdmin(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.create(List.of(Topics.metaEmbeddings(second, Topics.Sizing.of(2, (short) 1))));
        }
        int entities = 200;
        for (int i = 0; i < entities; i++) {
            publishTo(names.metaEmbeddings(), "m" + i, 1, 10, 1f);
            publishTo(second, "m" + i, 2, 10, 2f);
        }
        List<String> told = Collections.synchronizedList(new java.util.ArrayList<>());
        StoreListener listener = new StoreListener() {
            @Override
            public void onUpdate(String entityId, EntityEmbedding embedding, Instant writtenAt) {
                told.add(entityId + "@" + embedding.modelVersion());
            }

            @Override
            public void onSwitch(String embeddingTopic) {
                told.add(embeddingTopic);
            }
        };
        StoreSettings settings = settings().withKeepPrevious(Duration.ofHours(1));
        try (MetaEmbeddingStore store = MetaEmbeddingStore.open(settings, listener)) {
            assertThat(store.awaitCaughtUp(DEADLINE)).isTrue();
            assertThat(store.embeddingTopic()).isEqualTo(names.metaEmbeddings());
            AtomicReference<String> mixed = new AtomicReference<>();
            AtomicBoolean done = new AtomicBoolean();
            Thread ranker = new Thread(() -> {
                boolean switched = false;
                while (!done.get()) {
                    for (int i = 0; i < entities; i++) {
                        EntityEmbedding e = store.get("m" + i).orElseThrow();
                        if (switched && e.modelVersion() == 1 || e.vector()[0] != e.modelVersion()) {
                            mixed.set(e + " after the switch");
                        }
                        switched |= e.modelVersion() == 2;
                    }
                }
            });
            ranker.start();

            point("no-such-topic");
            point(second);
            await(() -> store.embeddingTopic().equals(second));
            done.set(true);
            ranker.join();

            assertThat(mixed.get()).isNull();
            assertThat(store.size()).isEqualTo(entities);
            assertThat(store.get("m7", 2).orElseThrow().vector()[0]).isEqualTo(2f);
            assertThat(store.get("m7", 1).orElseThrow().vector()[0]).isEqualTo(1f);
            assertThat(store.get("m7", 3)).isEmpty();
            // Readers see the switch before listeners hear of it.
            await(() -> told.contains(second));
            assertThat(told).doesNotContain("m7@2");
            publishTo(second, "m7", 2, 11, 2f);
            publishTo(names.metaEmbeddings(), "m7", 1, 12, 1f);
            await(() -> told.contains("m7@2"));
            await(() -> store.get("m7", 1).orElseThrow().asOf().toEpochMilli() == 12);

            point(names.metaEmbeddings());
            await(() -> store.embeddingTopic().equals(names.metaEmbeddings()));
            assertThat(store.get("m7").orElseThrow().modelVersion()).isEqualTo(1);
        }
        point(second);
        try (MetaEmbeddingStore store = MetaEmbeddingStore.open(settings().withKeepPrevious(Duration.ZERO))) {
            assertThat(store.embeddingTopic()).isEqualTo(second);
            assertThat(store.awaitCaughtUp(DEADLINE)).isTrue();
            point(names.metaEmbeddings());
            await(() -> store.embeddingTopic().equals(names.metaEmbeddings()));
            await(() -> store.get("m7", 2).isEmpty());
        }
        try (MetaEmbeddingStore store = MetaEmbeddingStore.open(settings().withoutAliasTopic())) {
            assertThat(store.embeddingTopic()).isEqualTo(names.metaEmbeddings());
        }
    }

    @Test
    void aTopicThatDoesNotExistIsAClearErrorAndNoConsumerIsLeft() throws Exception {
        Set<ObjectName> before = consumers();

        assertThatThrownBy(() -> MetaEmbeddingStore.open(settings()))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(names.metaEmbeddings());

        assertThat(consumers()).isSubsetOf(before);
    }

    /** Each open consumer of this process has one. */
    private static Set<ObjectName> consumers() throws Exception {
        return ManagementFactory.getPlatformMBeanServer()
                .queryNames(new ObjectName("kafka.consumer:type=app-info,*"), null);
    }

    @Test
    void aTopicThatIsCreatedAnewEndsTheStoreLoudly() throws Exception {
        createTopics();
        for (int i = 0; i < 5; i++) {
            publish("a", i, i);
        }
        CountDownLatch failed = new CountDownLatch(1);
        StoreListener listener = new StoreListener() {
            @Override
            public void onFailure(Throwable cause) {
                failed.countDown();
            }
        };
        try (MetaEmbeddingStore store = MetaEmbeddingStore.open(settings(), listener);
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            assertThat(store.awaitCaughtUp(DEADLINE)).isTrue();
            admin.deleteTopics(List.of(names.metaEmbeddings())).all().get(60, TimeUnit.SECONDS);
            await(() -> !topics(admin).contains(names.metaEmbeddings()));
            createTopics();

            assertThat(failed.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(store.failure()).isPresent();
            assertThat(store.get("a")).isPresent();
            assertThatThrownBy(() -> store.awaitCaughtUp(DEADLINE)).isInstanceOf(StoreException.class);
        }
    }

    private static Set<String> topics(Admin admin) {
        try {
            return admin.listTopics().names().get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
