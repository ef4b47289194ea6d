package io.metarefresh.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.metarefresh.local.LocalBroker;
import io.metarefresh.local.LocalRegistry;
import io.metarefresh.schemas.ConfluentSchemaRegistry;
import io.metarefresh.schemas.DeadLetterHeaders;
import io.metarefresh.schemas.EntityKey;
import io.metarefresh.schemas.EntityProfile;
import io.metarefresh.schemas.Features;
import io.metarefresh.schemas.ForgottenAt;
import io.metarefresh.schemas.InteractionEvent;
import io.metarefresh.schemas.JobHeartbeat;
import io.metarefresh.schemas.MetaEmbedding;
import io.metarefresh.schemas.RecordEncoder;
import io.metarefresh.schemas.RegistrySettings;
import io.metarefresh.schemas.SnapshotActivation;
import io.metarefresh.schemas.Subjects;
import io.metarefresh.schemas.TopicAdmin;
import io.metarefresh.schemas.TopicNames;
import io.metarefresh.schemas.Topics;
import io.metarefresh.snapshot.EntityKind;
import io.metarefresh.snapshot.Snapshot;
import io.metarefresh.snapshot.SnapshotReader;
import io.metarefresh.snapshot.SnapshotWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page over a real broker and a real registry: every topic reaches it, and what no topic is for is counted. */
class TopicFollowerIT {
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    @TempDir
    private static Path directory;

    private static LocalBroker broker;
    private static LocalRegistry registryServer;
    private static ConfluentSchemaRegistry registry;
    private static Map<String, String> kafka;

    @BeforeAll
    static void start() {
        broker = LocalBroker.start(LocalBroker.Settings.in(directory.resolve("kafka")));
        registryServer = LocalRegistry.start(0);
        registry = new ConfluentSchemaRegistry(RegistrySettings.of(registryServer.url()));
        kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
    }

    @AfterAll
    static void stop() {
        registry.close();
        registryServer.close();
        broker.close();
    }

    private static Dashboard page(TopicNames topics, Snapshot snapshot) throws Exception {
        return Dashboard.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                kafka,
                registry,
                topics,
                EntityKind.MEMBER,
                snapshot,
                (uri, sha256) -> SnapshotReader.read(Path.of(uri), sha256),
                Map.of());
    }

    private static void create(TopicNames topics) throws Exception {
        try (TopicAdmin admin = new TopicAdmin(Map.copyOf(kafka))) {
            admin.create(Topics.all(topics, Topics.Sizing.of(2, (short) 1)));
        }
    }

    private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(kafka);
        // With five in flight on a topic just created, Kafka 4.2.0 now and then holds a batch until its delivery times
        // out.
        settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        settings.putAll(more);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Test
    void whatIsInTheTopicsIsOnThePage() throws Exception {
        TopicNames topics = TopicNames.DEFAULT;
        Map<String, Integer> ids = Subjects.register(registry, Subjects.of(topics));
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of());
                Dashboard dashboard = page(topics, TestingModel.snapshot("testing", 1, 0))) {
            await(dashboard, "state", page -> page.path("trouble").asText().matches("topic '.*' does not exist"));
            create(topics);
            await(dashboard, "state", page -> page.path("trouble").isNull());
            Topic<InteractionEvent> interactions =
                    new Topic<>(producer, topics.interactions(), ids, InteractionEvent.class);
            Topic<MetaEmbedding> embeddings = new Topic<>(producer, topics.metaEmbeddings(), ids, MetaEmbedding.class);
            Topic<SnapshotActivation> snapshots =
                    new Topic<>(producer, topics.modelSnapshots(), ids, SnapshotActivation.class);
            abort(topics.interactions(), interactions.encoder.encode(event("m1", 4, 0)));
            interactions.send("m1", event("m1", 5, 1));
            embeddings.send("m1", TestingRecords.embedding("m1", 5, 1, 2));
            Topic<JobHeartbeat> status = new Topic<>(producer, topics.status(), ids, JobHeartbeat.class);
            status.send("gone/0", TestingRecords.heartbeat("gone"));
            status.sendBytes("gone/0", null);
            status.send("job/0", TestingRecords.heartbeat("job"));
            snapshots.send("testing@1", TestingRecords.activation(1));
            interactions.sendBytes("m1", new byte[] {1, 2, 3});
            deadLetter(producer, topics, DeadLetterHeaders.header(DeadLetterHeaders.REPLAYED_AT, 1));
            deadLetter(producer, topics);

            JsonNode state = await(
                    dashboard,
                    "state",
                    page -> page.path("unreadable_records").asInt() == 1
                            && page.path("freshness").path("interactions").asInt() == 1
                            && page.path("dead_letters").path("by_cause").has("BAD_MAGIC")
                            && page.path("jobs").size() == 1
                            && page.path("jobs").get(0).path("name").asText().equals("job")
                            && page.path("snapshots").path("announced").size() == 1);
            assertThat(state.path("trouble").isNull()).isTrue();
            assertThat(state.path("freshness").path("p50_ms").asDouble()).isNotNegative();
            assertThat(state.path("throughput").path("interactions_total").asInt())
                    .as("what was aborted is left out")
                    .isEqualTo(1);
            assertThat(state.path("dead_letters")
                            .path("by_cause")
                            .path("BAD_MAGIC")
                            .asInt())
                    .as("what was put back is left out")
                    .isEqualTo(1);
            JsonNode entity = await(
                    dashboard, "entity?id=m1", page -> page.path("publications").size() == 1);
            assertThat(entity.path("interactions").get(0).path("item_id").asText())
                    .isEqualTo("item");

            embeddings.forget("m1");
            await(dashboard, "entity?id=m1", page -> page.path("publications").isEmpty());

            predictions(
                    dashboard,
                    new Topic<>(producer, topics.memberProfiles(), ids, EntityProfile.class),
                    embeddings,
                    interactions);
            rollouts(dashboard, snapshots, embeddings);
        }
    }

    /** Of two members whose un-adapted embeddings differ by their profiles alone. */
    private static void predictions(
            Dashboard dashboard,
            Topic<EntityProfile> profiles,
            Topic<MetaEmbedding> embeddings,
            Topic<InteractionEvent> interactions)
            throws Exception {
        profiles.send("likes", profile("likes", 1));
        profiles.send("dislikes", profile("dislikes", -1));
        await(dashboard, "state", page -> page.path("entities").asInt() == 3);
        for (String member : List.of("likes", "dislikes")) {
            embeddings.send(member, TestingRecords.embedding(member, 5, 1, 1));
            await(
                    dashboard,
                    "entity?id=" + member,
                    page -> page.path("publications").size() == 1
                            && page.path("now_ms").asLong()
                                    > page.path("publications")
                                            .get(0)
                                            .path("written_at_ms")
                                            .asLong());
        }
        interactions.send("likes", event("likes", 6, 1));
        interactions.send("dislikes", event("dislikes", 6, 0));
        JsonNode lift = await(
                        dashboard,
                        "state",
                        page -> page.path("lift").path("predictions").asInt() == 2
                                && newest(page, "auc_unadapted").isNumber())
                .path("lift");
        assertThat(lift.path("auc_unadapted")
                        .get(lift.path("auc_unadapted").size() - 1)
                        .asDouble())
                .isEqualTo(1);
        assertThat(lift.path("auc_published")
                        .get(lift.path("auc_published").size() - 1)
                        .asDouble())
                .isEqualTo(0.5);
    }

    private static JsonNode newest(JsonNode page, String series) {
        JsonNode values = page.path("lift").path(series);
        return values.path(values.size() - 1);
    }

    /** The page goes where the published embeddings go, and stays where it cannot follow. */
    private static void rollouts(
            Dashboard dashboard, Topic<SnapshotActivation> snapshots, Topic<MetaEmbedding> embeddings)
            throws Exception {
        Snapshot second = TestingModel.snapshot("testing", 2, 0);
        Path place = directory.resolve("second");
        SnapshotWriter.write(place, second.manifest(), second.tensors(), second.vocabularies());
        SnapshotActivation.Builder announced = SnapshotActivation.newBuilder(TestingRecords.activation(2))
                .setUri(place.toString())
                .setSha256(SnapshotReader.manifestSha256(place));
        snapshots.send("testing@2", announced.build());
        embeddings.send("likes", TestingRecords.embeddingOf(2));
        JsonNode state = await(
                dashboard,
                "state",
                page -> page.path("lift").path("model_version").asInt() == 2);
        assertThat(state.path("snapshot_trouble").isNull()).isTrue();

        snapshots.send(
                "testing@3",
                announced.setModelVersion(3L).setSha256("0".repeat(64)).build());
        embeddings.send("likes", TestingRecords.embeddingOf(3));
        state = await(dashboard, "state", page -> page.path("snapshot_trouble")
                .asText()
                .startsWith("version 3 cannot be"));
        assertThat(state.path("lift").path("model_version").asInt()).isEqualTo(2);
    }

    @Test
    void itBeginsABoundedNumberOfRecordsBeforeTheEnds() throws Exception {
        TopicNames topics = new TopicNames("long", "profiles", "embeddings", "snapshots", "dead", "aliases", "status");
        create(topics);
        int perPartition = (int) TopicFollower.BACKLOG / 2;
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
            for (int i = 0; i < perPartition + 7; i++) {
                producer.send(new ProducerRecord<>(topics.interactions(), 0, new byte[] {'m'}, new byte[] {1}));
            }
            for (int i = 0; i < 3; i++) {
                producer.send(new ProducerRecord<>(topics.interactions(), 1, new byte[] {'m'}, new byte[] {1}));
            }
            producer.flush();
        }
        try (Dashboard dashboard = page(topics, null)) {
            JsonNode state = await(
                    dashboard,
                    "state",
                    page -> page.path("unreadable_records").asInt() >= perPartition + 3
                            && page.path("behind_records").asInt() == 0);
            assertThat(state.path("unreadable_records").asInt()).isEqualTo(perPartition + 3);
        }
    }

    @Test
    void whateverKeepsItFromReadingIsSaidAndTriedAgain() throws Exception {
        TopicNames topics =
                new TopicNames("f", "f-profiles", "f-embeddings", "f-snapshots", "f-dead", "f-aliases", "f-status");
        create(topics);
        AtomicBoolean broken = new AtomicBoolean(true);
        LongSupplier clock = () -> {
            if (broken.get()) {
                throw new IllegalArgumentException("a broken clock");
            }
            return System.currentTimeMillis();
        };
        try (TopicFollower follower =
                new TopicFollower(kafka, registry, topics, new LiveView(EntityKind.MEMBER, null), clock)) {
            follower.start();
            await(() -> "a broken clock".equals(follower.trouble()));
            broken.set(false);
            await(() -> follower.trouble() == null);

            broker.stop();
            try {
                await(() -> String.valueOf(follower.trouble()).startsWith("the broker does not answer: "));
            } finally {
                broker.restart();
            }
            await(() -> follower.trouble() == null);
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /** A record of a transaction that is aborted. */
    private static void abort(String topic, byte[] value) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer =
                producer(Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "aborting"))) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topic, EntityKey.encode("m1"), value))
                    .get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
            producer.abortTransaction();
        }
    }

    private static EntityProfile profile(String member, float age) {
        return EntityProfile.newBuilder()
                .setEntityId(member)
                .setUpdatedAt(Instant.ofEpochMilli(1))
                .setFeatures(new Features(Map.of("age", List.of(age, age)), Map.of()))
                .build();
    }

    private static InteractionEvent event(String member, long eventTimeMillis, float label) {
        return InteractionEvent.newBuilder()
                .setEventId(member + eventTimeMillis)
                .setMemberId(member)
                .setItemId("item")
                .setEventTime(Instant.ofEpochMilli(eventTimeMillis))
                .setLabel(label)
                .setContext(new Features(Map.of("x", List.of(1f, 2f)), Map.of()))
                .build();
    }

    private static void deadLetter(KafkaProducer<byte[], byte[]> producer, TopicNames topics, Header... more)
            throws Exception {
        List<Header> headers = new ArrayList<>(List.of(more));
        Collections.addAll(
                headers,
                DeadLetterHeaders.header(DeadLetterHeaders.CAUSE, "BAD_MAGIC"),
                DeadLetterHeaders.header(DeadLetterHeaders.MESSAGE, "magic byte 1"),
                DeadLetterHeaders.header(DeadLetterHeaders.TOPIC, topics.interactions()),
                DeadLetterHeaders.header(DeadLetterHeaders.PARTITION, 0),
                DeadLetterHeaders.header(DeadLetterHeaders.OFFSET, 1));
        producer.send(new ProducerRecord<byte[], byte[]>(
                        topics.deadLetters(), 0, (byte[]) null, new byte[] {1, 2, 3}, headers))
                .get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
    }

    private static JsonNode await(Dashboard dashboard, String path, Predicate<JsonNode> condition) throws Exception {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(dashboard.url() + path)).build();
        while (true) {
            JsonNode page = new ObjectMapper()
                    .readTree(client.send(request, HttpResponse.BodyHandlers.ofString())
                            .body());
            if (condition.test(page)) {
                return page;
            }
            assertThat(System.nanoTime()).as("in time, not " + page).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private static final class Topic<T extends org.apache.avro.specific.SpecificRecord> {
        private final KafkaProducer<byte[], byte[]> producer;
        private final String name;
        private final RecordEncoder<T> encoder;

        Topic(KafkaProducer<byte[], byte[]> producer, String name, Map<String, Integer> ids, Class<T> type) {
            this.producer = producer;
            this.name = name;
            this.encoder = new RecordEncoder<>(ids.get(TopicNames.valueSubject(name)), type);
        }

        void send(String key, T value) throws Exception {
            sendBytes(key, encoder.encode(value));
        }

        void sendBytes(String key, byte[] value) throws Exception {
            producer.send(new ProducerRecord<>(name, EntityKey.encode(key), value))
                    .get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        }

        void forget(String key) throws Exception {
            ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(name, EntityKey.encode(key), null);
            record.headers().add(ForgottenAt.HEADER, ForgottenAt.encode(5));
            producer.send(record).get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        }
    }
}
