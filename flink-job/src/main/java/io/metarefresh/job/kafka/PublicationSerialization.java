package io.metarefresh.job.kafka;

import io.metarefresh.job.record.Publication;
import io.metarefresh.job.record.Reason;
import io.metarefresh.schemas.EntityKey;
import io.metarefresh.schemas.FloatList;
import io.metarefresh.schemas.ForgottenAt;
import io.metarefresh.schemas.MetaEmbedding;
import io.metarefresh.schemas.RefreshReason;
import java.time.Instant;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;

/** Embeddings and tombstones as records, keyed by entity. */
final class PublicationSerialization extends AvroSerialization<Publication, MetaEmbedding> {
    private static final long serialVersionUID = 1L;

    PublicationSerialization(String topic, int schemaId) {
        super(topic, schemaId, MetaEmbedding.class);
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(Publication publication, KafkaSinkContext context, Long timestamp) {
        byte[] key = EntityKey.encode(publication.entityId());
        if (publication instanceof Publication.Embedding embedding) {
            return record(key, avro(embedding));
        }
        if (publication instanceof Publication.Tombstone tombstone) {
            return nullValue(
                    key, new RecordHeader(ForgottenAt.HEADER, ForgottenAt.encode(tombstone.forgottenAtMillis())));
        }
        throw new IllegalStateException("no record is defined for " + publication.getClass());
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
