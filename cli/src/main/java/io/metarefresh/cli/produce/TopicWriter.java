package io.metarefresh.cli.produce;

import io.metarefresh.cli.CommandException;
import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.interaction.Profile;
import io.metarefresh.schemas.RecordEncoder;
import io.metarefresh.schemas.SnapshotActivation;
import io.metarefresh.schemas.TopicNames;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Produces interactions, profiles and activations. A record that the broker does not take makes the next call fail. */
public final class TopicWriter implements AutoCloseable {
    private final TopicNames topics;
    private final KafkaProducer<byte[], byte[]> producer;
    private final RecordEncoder<Interaction> interactions;
    private final RecordEncoder<Profile> profiles;
    private final RecordEncoder<SnapshotActivation> activations;
    private final AtomicReference<Exception> failure = new AtomicReference<>();

    /**
     * @param schemaIds ids by subject
     * @param linger how long a record waits for company: nothing for freshness, a little for throughput
     */
    public TopicWriter(String bootstrapServers, TopicNames topics, Map<String, Integer> schemaIds, Duration linger) {
        this(Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers), topics, schemaIds, linger);
    }

    /** @param client settings of Kafka's producer, the brokers' addresses among them */
    public TopicWriter(Map<String, String> client, TopicNames topics, Map<String, Integer> schemaIds, Duration linger) {
        this.topics = topics;
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.LINGER_MS_CONFIG, (int) linger.toMillis());
        this.producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        this.interactions = RecordEncoder.ofInteractions(schemaIds.get(TopicNames.valueSubject(topics.interactions())));
        this.profiles = RecordEncoder.ofProfiles(schemaIds.get(TopicNames.valueSubject(topics.memberProfiles())));
        this.activations = new RecordEncoder<>(
                schemaIds.get(TopicNames.valueSubject(topics.modelSnapshots())), SnapshotActivation.class);
    }

    public void interaction(Interaction i) throws CommandException {
        send(topics.interactions(), i.memberId(), interactions.encode(i));
    }

    public void profile(String entityId, Features features, long updatedAtMillis) throws CommandException {
        Profile profile = new Profile(entityId, updatedAtMillis, OptionalLong.empty(), features);
        send(topics.memberProfiles(), entityId, profiles.encode(profile));
    }

    /** Announces a snapshot. */
    public void activation(SnapshotActivation activation) throws CommandException {
        String key = activation.getModelName() + "@" + activation.getModelVersion();
        send(topics.modelSnapshots(), key, activations.encode(activation));
    }

    /** Bytes that no producer of interactions would write: a dead letter to be. */
    public void garbage(String key, byte[] value) throws CommandException {
        send(topics.interactions(), key, value);
    }

    private void send(String topic, String key, byte[] value) throws CommandException {
        checkFailure();
        producer.send(
                new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value), (metadata, exception) -> {
                    if (exception != null) {
                        failure.compareAndSet(null, exception);
                    }
                });
    }

    /** Returns when the broker has everything. */
    public void flush() throws CommandException {
        producer.flush();
        checkFailure();
    }

    private void checkFailure() throws CommandException {
        Exception e = failure.get();
        if (e != null) {
            throw new CommandException("the broker did not take a record: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(2));
    }
}
