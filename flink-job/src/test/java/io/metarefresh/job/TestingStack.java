package io.metarefresh.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.metarefresh.interaction.Interaction;
import io.metarefresh.job.config.ConfigException;
import io.metarefresh.job.config.JobConfig;
import io.metarefresh.job.config.Options;
import io.metarefresh.local.LocalBroker;
import io.metarefresh.local.LocalRegistry;
import io.metarefresh.schemas.CommittedReader;
import io.metarefresh.schemas.ConfluentSchemaRegistry;
import io.metarefresh.schemas.InteractionEvent;
import io.metarefresh.schemas.RecordEncoder;
import io.metarefresh.schemas.RecordedEnds;
import io.metarefresh.schemas.RegistrySettings;
import io.metarefresh.schemas.Subjects;
import io.metarefresh.schemas.TopicAdmin;
import io.metarefresh.schemas.TopicNames;
import io.metarefresh.schemas.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** One broker and one registry for all integration tests of this process; topics of its own for each test. */
public final class TestingStack implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofMinutes(3);

    private static LocalBroker broker;
    private static LocalRegistry registryServer;

    private final String prefix;
    public final TopicNames topics;
    public final ConfluentSchemaRegistry registry;
    public final Map<String, Integer> schemaIds;
    private final int maxRecordBytes;
    private final KafkaProducer<byte[], byte[]> producer;
    /** The first of {@link #sendLater}. */
    private final AtomicReference<Exception> unsent = new AtomicReference<>();

    private static synchronized void start() throws IOException {
        if (broker == null) {
            broker = LocalBroker.start(LocalBroker.Settings.in(Files.createTempDirectory("broker")));
            registryServer = LocalRegistry.start(0);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                registryServer.close();
                broker.close();
            }));
        }
    }

    public TestingStack(int partitions, int maxRecordBytes) throws Exception {
        // Larger than the job's own bound, so that an oversized record can be written at all.
        this(partitions, maxRecordBytes, 4 * maxRecordBytes);
    }

    /**
     * @param maxRecordBytes the job's own bound
     * @param topicMaxBytes the largest record batch of the input topics
     */
    public TestingStack(int partitions, int maxRecordBytes, int topicMaxBytes) throws Exception {
        this("t" + UUID.randomUUID().toString().substring(0, 8), partitions, maxRecordBytes, topicMaxBytes);
    }

    /** @param prefix of the names of the topics, which no other test of this process may use */
    TestingStack(String prefix, int partitions, int maxRecordBytes, int topicMaxBytes) throws Exception {
        start();
        this.prefix = prefix;
        topics = new TopicNames(
                prefix + "-interactions",
                prefix + "-profiles",
                prefix + "-embeddings",
                prefix + "-snapshots",
                prefix + "-dead");
        this.maxRecordBytes = maxRecordBytes;
        try (TopicAdmin admin = new TopicAdmin(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            Topics.Sizing sizing = Topics.Sizing.of(partitions, (short) 1).withMaxRecordBytes(topicMaxBytes);
            admin.create(Topics.all(topics, sizing));
        }
        registry = new ConfluentSchemaRegistry(RegistrySettings.of(registryServer.url()));
        schemaIds = Subjects.register(registry, Subjects.of(topics));
        producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        broker.bootstrapServers(),
                        ProducerConfig.LINGER_MS_CONFIG,
                        "0",
                        // With several, a first batch that is retried has left an idempotent producer hanging (Kafka
                        // 4.2.0).
                        ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
                        "1"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** On the same port with the same data. */
    static synchronized void restartBroker() {
        broker.restart();
    }

    public String bootstrapServers() {
        return broker.bootstrapServers();
    }

    public String registryUrl() {
        return registryServer.url();
    }

    /** A configuration of this stack; the settings given win. */
    public JobConfig config(Path snapshot, String... settings) throws ConfigException {
        return JobConfig.of(settings(snapshot, settings));
    }

    public Map<String, String> settings(Path snapshot, String... settings) {
        Map<String, String> all = new HashMap<>();
        all.put(Options.BOOTSTRAP_SERVERS.key(), broker.bootstrapServers());
        all.put(Options.REGISTRY_URL.key(), registryServer.url());
        all.put(Options.GROUP_ID.key(), prefix);
        all.put(Options.INTERACTIONS_TOPIC.key(), topics.interactions());
        all.put(Options.PROFILES_TOPIC.key(), topics.memberProfiles());
        all.put(Options.EMBEDDINGS_TOPIC.key(), topics.metaEmbeddings());
        all.put(Options.DEAD_LETTERS_TOPIC.key(), topics.deadLetters());
        all.put(Options.SNAPSHOTS_TOPIC.key(), topics.modelSnapshots());
        all.put(Options.SNAPSHOT_URI.key(), snapshot.toString());
        all.put(Options.MAX_RECORD_BYTES.key(), Integer.toString(maxRecordBytes));
        all.put(Options.PARALLELISM.key(), "2");
        all.put(Options.CHECKPOINT_INTERVAL.key(), "200 ms");
        all.put("flink.rest.port", "0");
        all.put("flink.heartbeat.interval", "200 ms");
        all.put("flink.restart-strategy.exponential-delay.initial-backoff", "100 ms");
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        return all;
    }

    /** What Kafka's own clients need to know. */
    Map<String, String> kafkaClient() {
        return Map.of("bootstrap.servers", broker.bootstrapServers());
    }

    /** Returns when the broker has the record. */
    public void send(String topic, Integer partition, byte[] key, byte[] value) {
        try {
            producer.send(new ProducerRecord<>(topic, partition, key, value)).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An interaction as its producer would write it, all of a member on one of two partitions; returns when the broker has it. */
    public void send(Interaction interaction) {
        RecordEncoder<InteractionEvent> encoder =
                new RecordEncoder<>(schemaIds.get(topics.interactions() + "-value"), InteractionEvent.class);
        send(
                topics.interactions(),
                interaction.memberId().hashCode() & 1,
                interaction.memberId().getBytes(UTF_8),
                encoder.encode(TestingEvents.avro(interaction)));
    }

    /** Does not wait; the future has the record's offset. */
    public Future<RecordMetadata> sendLater(String topic, Integer partition, byte[] key, byte[] value) {
        return producer.send(new ProducerRecord<>(topic, partition, key, value), (written, failure) -> {
            if (failure != null) {
                unsent.compareAndSet(null, failure);
            }
        });
    }

    /** Waits until everything of {@link #sendLater} is on its topic, and fails where something of it never came there. */
    public void flush() {
        producer.flush();
        Exception failure = unsent.getAndSet(null);
        if (failure != null) {
            throw new IllegalStateException("not everything was sent", failure);
        }
    }

    /** Everything that is on a topic now, in the order of each partition; what was aborted is left out. */
    public List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        Map<String, String> settings = Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers());
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (Consumer<byte[], byte[]> consumer = CommittedReader.open(settings, "earliest")) {
            List<TopicPartition> partitions = CommittedReader.partitions(consumer, topic, DEADLINE);
            RecordedEnds.Result result = RecordedEnds.of(consumer, partitions, DEADLINE)
                    .<RuntimeException>readWithin(DEADLINE, partitions, records::add);
            if (result != RecordedEnds.Result.COMPLETE) {
                throw new AssertionError("topic " + topic + " was not read to its end within " + DEADLINE);
            }
        }
        return records;
    }

    /** Waits for a condition: for long, because nothing depends on how fast the machine is. */
    public static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + DEADLINE + ": " + what);
            }
            java.util.concurrent.locks.LockSupport.parkNanos(
                    Duration.ofMillis(50).toNanos());
        }
    }

    @Override
    public void close() {
        producer.close();
        registry.close();
    }
}
