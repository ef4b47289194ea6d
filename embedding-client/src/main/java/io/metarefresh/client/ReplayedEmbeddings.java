package io.metarefresh.client;

import io.metarefresh.schemas.BadRecordException;
import io.metarefresh.schemas.SchemaRegistry;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What a {@link MetaEmbeddingStore} would hold after the records that are given to this, by the same rules: for tools that compare topics at
 * recorded offsets. For one thread.
 */
public final class ReplayedEmbeddings {
    private final RecordApplier records;

    public ReplayedEmbeddings(String embeddingTopic, SchemaRegistry registry) {
        records = new RecordApplier(embeddingTopic, null, registry, List.of());
    }

    /** Applies a record of the topic; a bad one is counted and skipped. */
    public void apply(ConsumerRecord<byte[], byte[]> record) {
        try {
            records.apply(record);
        } catch (BadRecordException e) {
            records.bad(record, e.getMessage());
        }
    }

    /** The entity's embedding, or null. */
    public EntityEmbedding get(String entityId) {
        return records.table().get(entityId);
    }

    /** Every entity that has an embedding, in no order. */
    public void forEach(BiConsumer<String, EntityEmbedding> reading) {
        records.table().forEach(reading);
    }

    public int size() {
        return records.table().size();
    }

    public long badRecords() {
        return records.badRecords();
    }

    /** Where the first of them lies and what is wrong with it: {@code meta-embeddings-0@17: no schema with id 3}. */
    public Optional<String> firstBadRecord() {
        return Optional.ofNullable(records.firstBadRecord());
    }
}
