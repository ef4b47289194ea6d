package io.metarefresh.cli.topic;

import io.metarefresh.cli.CommandException;
import io.metarefresh.schemas.EntityKey;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes few records to one topic, each acknowledged by all in-sync replicas before the next. For one thread. */
public final class AcknowledgedWriter implements AutoCloseable {
    private final String topic;
    private final Producer<byte[], byte[]> producer;

    /** @param kafka settings of Kafka's producer, the brokers' addresses among them */
    public AcknowledgedWriter(Map<String, String> kafka, String topic) throws CommandException {
        this.topic = topic;
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        try {
            producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        } catch (KafkaException e) {
            throw failed(e, e);
        }
    }

    /**
     * Returns when the record is written.
     *
     * @param value null for a tombstone
     * @throws CommandException when the brokers do not take it
     */
    public RecordMetadata write(String key, byte[] value) throws CommandException {
        try {
            return producer.send(new ProducerRecord<>(topic, EntityKey.encode(key), value))
                    .get();
        } catch (ExecutionException e) {
            throw failed(e.getCause(), e);
        } catch (KafkaException e) {
            throw failed(e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException("interrupted while topic '" + topic + "' was written to", e);
        }
    }

    private CommandException failed(Throwable why, Exception e) {
        return new CommandException("topic '" + topic + "': " + why.getMessage(), e);
    }

    @Override
    public void close() {
        producer.close();
    }
}
