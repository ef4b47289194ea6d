package io.metarefresh.client;

import io.metarefresh.schemas.BadRecordException;
import io.metarefresh.schemas.SchemaRegistry;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What a {@link MetaEmbeddingStore} would hold after the records that are given to this, by the same rules: for tools that compare topics at
 * recorded offsets. For one thread.
 */
public final class ReplayedEmbeddings {
    private final EmbeddingView view;

    public ReplayedEmbeddings(String embeddingTopic, SchemaRegistry registry) {
        view = new EmbeddingView(embeddingTopic, null, registry, List.of());
    }

    /** Applies a record of the topic; a bad one is counted and skipped. */
    public void apply(ConsumerRecord<byte[], byte[]> record) {
        try {
            view.apply(record);
        } catch (BadRecordException e) {
            view.bad(record, e.getMessage());
        }
    }

    /** The member's embedding, or null. */
    public MemberEmbedding get(String memberId) {
        return view.table().get(memberId);
    }

    /** Every member that has an embedding, in no order. */
    public void forEach(BiConsumer<String, MemberEmbedding> reading) {
        view.table().forEach(reading);
    }

    public int size() {
        return view.table().size();
    }

    public long badRecords() {
        return view.badRecords();
    }
}
