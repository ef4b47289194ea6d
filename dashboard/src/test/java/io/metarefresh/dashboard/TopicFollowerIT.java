package io.metarefresh.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.metarefresh.local.LocalBroker;
import io.metarefresh.local.LocalRegistry;
import io.metarefresh.schemas.ConfluentSchemaRegistry;
import io.metarefresh.schemas.DeadLetterHeaders;
import io.metarefresh.schemas.EntityKey;
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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page over a real broker and a real registry: every topic reaches it, and what no topic is for is counted. */
class TopicFollowerIT {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final TopicNames TOPICS = TopicNames.DEFAULT;

    @TempDir
    private Path directory;

    @Test
    void whatIsInTheTopicsIsOnThePage() throws Exception {
        try (LocalBroker broker = LocalBroker.start(LocalBroker.Settings.in(directory));
                LocalRegistry registryServer = LocalRegistry.start(0);
                ConfluentSchemaRegistry registry =
                        new ConfluentSchemaRegistry(RegistrySettings.of(registryServer.url()))) {
            Map<String, String> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
            try (TopicAdmin admin = new TopicAdmin(Map.copyOf(kafka))) {
                admin.create(Topics.all(TOPICS, Topics.Sizing.of(2, (short) 1)));
            }
            Map<String, Integer> ids = Subjects.register(registry, Subjects.of(TOPICS));
            try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                            Map.copyOf(kafka), new ByteArraySerializer(), new ByteArraySerializer());
                    Dashboard dashboard = Dashboard.start(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                            kafka,
                            registry,
                            TOPICS,
                            EntityKind.MEMBER,
                            null,
                            Map.of())) {
                Topic<InteractionEvent> interactions =
                        new Topic<>(producer, TOPICS.interactions(), ids, InteractionEvent.class);
                Topic<MetaEmbedding> embeddings =
                        new Topic<>(producer, TOPICS.metaEmbeddings(), ids, MetaEmbedding.class);
                interactions.send("m1", event("m1", 5));
                embeddings.send("m1", TestingRecords.embedding("m1", 5, 1, 2));
                new Topic<>(producer, TOPICS.status(), ids, JobHeartbeat.class)
                        .send("job/0", TestingRecords.heartbeat("job"));
                new Topic<>(producer, TOPICS.modelSnapshots(), ids, SnapshotActivation.class)
                        .send("testing@1", TestingRecords.activation(1));
                interactions.sendBytes("m1", new byte[] {1, 2, 3});
                deadLetter(producer);

                JsonNode state = await(
                        dashboard,
                        "state",
                        page -> page.path("unreadable_records").asInt() == 1
                                && page.path("freshness").path("interactions").asInt() == 1
                                && page.path("dead_letters").path("by_cause").has("BAD_MAGIC")
                                && page.path("jobs").size() == 1
                                && page.path("snapshots").path("announced").size() == 1);
                assertThat(state.path("trouble").isNull()).isTrue();
                assertThat(state.path("freshness").path("p50_ms").asDouble()).isNotNegative();
                JsonNode entity = await(
                        dashboard,
                        "entity?id=m1",
                        page -> page.path("publications").size() == 1);
                assertThat(entity.path("interactions").get(0).path("item_id").asText())
                        .isEqualTo("item");

                embeddings.forget("m1");
                await(dashboard, "entity?id=m1", page -> page.path("publications")
                        .isEmpty());
            }
        }
    }

    private static InteractionEvent event(String member, long eventTimeMillis) {
        return InteractionEvent.newBuilder()
                .setEventId(member + eventTimeMillis)
                .setMemberId(member)
                .setItemId("item")
                .setEventTime(Instant.ofEpochMilli(eventTimeMillis))
                .setLabel(1)
                .setContext(new Features(Map.of("x", List.of(1f, 2f)), Map.of()))
                .build();
    }

    private static void deadLetter(KafkaProducer<byte[], byte[]> producer) throws Exception {
        List<Header> headers = List.of(
                DeadLetterHeaders.header(DeadLetterHeaders.CAUSE, "BAD_MAGIC"),
                DeadLetterHeaders.header(DeadLetterHeaders.MESSAGE, "magic byte 1"),
                DeadLetterHeaders.header(DeadLetterHeaders.TOPIC, TOPICS.interactions()),
                DeadLetterHeaders.header(DeadLetterHeaders.PARTITION, 0),
                DeadLetterHeaders.header(DeadLetterHeaders.OFFSET, 1));
        producer.send(new ProducerRecord<byte[], byte[]>(
                        TOPICS.deadLetters(), null, (byte[]) null, new byte[] {1, 2, 3}, headers))
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
