package io.metarefresh.job.kafka;

import io.metarefresh.job.record.Publication;
import io.metarefresh.job.record.Reason;
import io.metarefresh.schemas.EntityKey;
import io.metarefresh.schemas.FloatList;
import io.metarefresh.schemas.ForgottenAt;
import io.metarefresh.schemas.MetaEmbedding;
import io.metarefresh.schemas.RecordEncoder;
import io.metarefresh.schemas.RefreshReason;
import java.time.Instant;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/** Embeddings and tombstones as records; the partition is left to Kafka's own partitioner, the timestamp to the broker. */
final class PublicationSerialization implements KafkaRecordSerializationSchema<Publication> {
    private static final long serialVersionUID = 1L;

    private final String topic;
    private final int schemaId;
    private transient RecordEncoder<MetaEmbedding> encoder;

    PublicationSerialization(String topic, int schemaId) {
        this.topic = topic;
        this.schemaId = schemaId;
    }

    @Override
    public void open(SerializationSchema.InitializationContext context, KafkaSinkContext sinkContext) {
        encoder = new RecordEncoder<>(schemaId, MetaEmbedding.class);
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(Publication publication, KafkaSinkContext context, Long timestamp) {
        byte[] key = EntityKey.encode(publication.entityId());
        if (publication instanceof Publication.Tombstone tombstone) {
            Header forgottenAt =
                    new RecordHeader(ForgottenAt.HEADER, ForgottenAt.encode(tombstone.forgottenAtMillis()));
            return new ProducerRecord<>(topic, null, key, null, List.of(forgottenAt));
        }
        byte[] value = encoder.encode(avro((Publication.Embedding) publication));
        return new ProducerRecord<>(topic, null, key, value);
    }

    private static MetaEmbedding avro(Publication.Embedding embedding) {
        return MetaEmbedding.newBuilder()
                .setEntityId(embedding.entityId())
                .setEmbedding(new FloatList(embedding.embedding()))
                .setModelName(embedding.modelName())
                .setModelVersion(embedding.modelVersion())
                .setAsOf(Instant.ofEpochMilli(embedding.asOfMillis()))
                .setSupportSize(embedding.supportSize())
                .setSupportLossBefore(embedding.supportLossBefore())
                .setSupportLossAfter(embedding.supportLossAfter())
                .setReason(avro(embedding.reason()))
                .build();
    }

    private static RefreshReason avro(Reason reason) {
        return switch (reason) {
            case INTERACTION -> RefreshReason.INTERACTION;
            case PROFILE -> RefreshReason.PROFILE;
            case EXPIRY -> RefreshReason.EXPIRY;
            case GUARD -> RefreshReason.GUARD;
            case ROLLOUT -> RefreshReason.ROLLOUT;
            case BACKFILL -> RefreshReason.BACKFILL;
        };
    }
}
