package io.metarefresh.benchmarks.workload;

import io.metarefresh.interaction.Interaction;
import io.metarefresh.interaction.Profile;
import io.metarefresh.schemas.RecordEncoder;
import io.metarefresh.schemas.TopicNames;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Produces events and profiles, uncompressed, and counts their bytes. A record that the broker does not take makes the next call fail. */
public final class EventWriter implements AutoCloseable {
    private static final int BATCH_BYTES = 256 * 1024;

    private final TopicNames topics;
    private final KafkaProducer<byte[], byte[]> producer;
    private final RecordEncoder<Interaction> events;
    private final RecordEncoder<Profile> profiles;
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private long eventCount;
    private long eventBytes;

    /**
     * @param schemaIds by subject
     * @param linger how long a record waits for company: nothing where freshness is measured
     */
    public EventWriter(String bootstrapServers, TopicNames topics, Map<String, Integer> schemaIds, Duration linger) {
        this.topics = topics;
        this.producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ProducerConfig.LINGER_MS_CONFIG,
                        (int) linger.toMillis(),
                        ProducerConfig.BATCH_SIZE_CONFIG,
                        BATCH_BYTES,
                        ProducerConfig.BUFFER_MEMORY_CONFIG,
                        64L << 20),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        this.events = RecordEncoder.ofInteractions(schemaIds.get(TopicNames.valueSubject(topics.interactions())));
        this.profiles = RecordEncoder.ofProfiles(schemaIds.get(TopicNames.valueSubject(topics.memberProfiles())));
    }

    public void event(Interaction event) {
        byte[] key = event.memberId().getBytes(StandardCharsets.UTF_8);
        byte[] value = events.encode(event);
        eventCount++;
        eventBytes += key.length + value.length;
        send(topics.interactions(), key, value);
    }

    public void profile(Profile profile) {
        byte[] key = profile.entityId().getBytes(StandardCharsets.UTF_8);
        send(topics.memberProfiles(), key, profiles.encode(profile));
    }

    private void send(String topic, byte[] key, byte[] value) {
        checkFailure();
        producer.send(new ProducerRecord<>(topic, key, value), (metadata, exception) -> {
            if (exception != null) {
                failure.compareAndSet(null, exception);
            }
        });
    }

    /** Returns when the broker has everything. */
    public void flush() {
        producer.flush();
        checkFailure();
    }

    private void checkFailure() {
        Exception e = failure.get();
        if (e != null) {
            throw new IllegalStateException("the broker did not take a record: " + e.getMessage(), e);
        }
    }

    /** Events written so far. */
    public long eventCount() {
        return eventCount;
    }

    /** Mean bytes of an event, key and value, wire format included. */
    public double meanEventBytes() {
        return (double) eventBytes / eventCount;
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
