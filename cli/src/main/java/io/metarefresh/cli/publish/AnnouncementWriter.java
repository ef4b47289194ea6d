package io.metarefresh.cli.publish;

import io.metarefresh.schemas.RecordEncoder;
import io.metarefresh.schemas.SnapshotActivation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Announces snapshots on their topic.
 *
 * @param client settings of Kafka's clients, {@code bootstrap.servers} included
 * @param topic of the snapshots
 * @param schemaId of {@link SnapshotActivation} in the registry
 */
public record AnnouncementWriter(Map<String, String> client, String topic, int schemaId) {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    /** Returns when every in-sync replica has the record. */
    public void write(SnapshotActivation activation) throws InterruptedException {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        String key = activation.getModelName() + "@" + activation.getModelVersion();
        byte[] value = new RecordEncoder<>(schemaId, SnapshotActivation.class).encode(activation);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value))
                    .get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
            throw new KafkaException("topic '" + topic + "' did not take the activation of " + key + ": " + cause, e);
        }
    }
}
