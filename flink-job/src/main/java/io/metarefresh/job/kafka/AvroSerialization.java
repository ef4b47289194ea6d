package io.metarefresh.job.kafka;

import io.metarefresh.schemas.RecordEncoder;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Outputs as records of one topic with Avro values. The partition is left to Kafka's own partitioner, the timestamp to the broker.
 *
 * @param <T> the output
 * @param <A> its Avro form
 */
abstract class AvroSerialization<T, A extends SpecificRecord> implements KafkaRecordSerializationSchema<T> {
    private static final long serialVersionUID = 1L;

    private final String topic;
    private final int schemaId;
    private final Class<A> type;
    private transient RecordEncoder<A> encoder;

    /**
     * @param topic where they go
     * @param schemaId of the value's schema in the registry
     * @param type of the value
     */
    AvroSerialization(String topic, int schemaId, Class<A> type) {
        this.topic = topic;
        this.schemaId = schemaId;
        this.type = type;
    }

    @Override
    public final void open(SerializationSchema.InitializationContext context, KafkaSinkContext sinkContext) {
        encoder = new RecordEncoder<>(schemaId, type);
    }

    /** A record with this value. */
    final ProducerRecord<byte[], byte[]> record(byte[] key, A value) {
        return new ProducerRecord<>(topic, null, key, encoder.encode(value));
    }

    /** A record without value. */
    final ProducerRecord<byte[], byte[]> nullValue(byte[] key, Header header) {
        return new ProducerRecord<>(topic, null, key, null, List.of(header));
    }
}
