package io.metarefresh.client;

import io.metarefresh.schemas.BadRecordException;
import io.metarefresh.schemas.EntityKey;
import io.metarefresh.schemas.ForgottenAt;
import io.metarefresh.schemas.MetaEmbedding;
import io.metarefresh.schemas.RecordDecoder;
import io.metarefresh.schemas.SchemaRegistry;
import io.metarefresh.schemas.SnapshotActivation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns Kafka records into changes of the table and of the defaults, and tells the listeners. One thread writes. */
final class RecordApplier {
    private static final Logger LOG = LoggerFactory.getLogger(RecordApplier.class);
    private static final int LOGGED_ONE_BY_ONE = 100;

    private final String embeddingTopic;
    private final RecordDecoder<MetaEmbedding> embeddings;
    private final RecordDecoder<SnapshotActivation> activations;
    private final List<StoreListener> listeners;
    private final EmbeddingTable table = new EmbeddingTable();
    private final DefaultEmbeddings defaults;
    private volatile long badRecords;
    private volatile String firstBadRecord;

    /** @param modelName null when the first embedding shall decide */
    RecordApplier(String embeddingTopic, String modelName, SchemaRegistry registry, List<StoreListener> listeners) {
        this.embeddingTopic = embeddingTopic;
        this.embeddings = new RecordDecoder<>(MetaEmbedding.class, registry);
        this.activations = new RecordDecoder<>(SnapshotActivation.class, registry);
        this.listeners = List.copyOf(listeners);
        this.defaults = new DefaultEmbeddings(modelName);
    }

    EmbeddingTable table() {
        return table;
    }

    DefaultEmbeddings defaults() {
        return defaults;
    }

    long badRecords() {
        return badRecords;
    }

    /** Where the first of them lies and what is wrong with it; null when there is none. */
    String firstBadRecord() {
        return firstBadRecord;
    }

    void apply(ConsumerRecord<byte[], byte[]> record) throws BadRecordException {
        Optional<String> key = EntityKey.decode(record.key());
        if (key.isEmpty()) {
            bad(record, "the key is null, empty or not UTF-8");
        } else if (!record.topic().equals(embeddingTopic)) {
            applyActivation(key.get(), record);
        } else if (record.value() == null) {
            applyTombstone(key.get(), record);
        } else {
            applyEmbedding(key.get(), record);
        }
    }

    private void applyEmbedding(String entityId, ConsumerRecord<byte[], byte[]> record) throws BadRecordException {
        MetaEmbedding value = embeddings.decode(record.value());
        EntityEmbedding embedding = EntityEmbedding.published(
                value.getEmbedding(),
                value.getModelName(),
                value.getModelVersion(),
                value.getAsOf(),
                value.getSupportSize());
        if (!value.getEntityId().equals(entityId)) {
            bad(record, "the key " + entityId + " is not the entity_id " + value.getEntityId());
        } else if (embedding.dimension() == 0 || !embedding.isFinite()) {
            bad(record, "the embedding of " + entityId + " is empty or not finite");
        } else if (defaults.modelName() != null && !defaults.modelName().equals(embedding.modelName())) {
            bad(record, "the model is " + embedding.modelName() + ", the topic's is " + defaults.modelName());
        } else if (table.offer(entityId, embedding, record.offset())) {
            defaults.seen(embedding.modelName(), embedding.modelVersion());
            tell(listener -> listener.onUpdate(entityId, embedding, writtenAt(record)));
        }
    }

    private void applyTombstone(String entityId, ConsumerRecord<byte[], byte[]> record) {
        boolean held = table.get(entityId) != null;
        Optional<Long> forgottenAt;
        try {
            forgottenAt = ForgottenAt.of(record.headers());
        } catch (NumberFormatException e) {
            bad(record, "header " + ForgottenAt.HEADER + " is not a number; only the entry is removed");
            forgottenAt = Optional.empty();
        }
        if (forgottenAt.isPresent()) {
            table.forget(entityId, forgottenAt.get(), record.offset());
        } else {
            table.remove(entityId, record.offset());
        }
        if (held && table.get(entityId) == null) {
            tell(listener -> listener.onRemoval(entityId, writtenAt(record)));
        }
    }

    private void applyActivation(String key, ConsumerRecord<byte[], byte[]> record) throws BadRecordException {
        if (record.value() == null) {
            withdraw(key, record);
            return;
        }
        SnapshotActivation value = activations.decode(record.value());
        EntityEmbedding embedding = EntityEmbedding.ofUnknownEntity(
                value.getDefaultEmbedding(), value.getModelName(), value.getModelVersion(), value.getActivatedAt());
        if (embedding.dimension() == 0 || !embedding.isFinite()) {
            bad(record, "the default embedding of " + key + " is empty or not finite");
        } else {
            defaults.announce(embedding);
        }
    }

    private void withdraw(String key, ConsumerRecord<byte[], byte[]> record) {
        int at = key.lastIndexOf('@');
        try {
            defaults.withdraw(key.substring(0, Math.max(at, 0)), Long.parseLong(key.substring(at + 1)));
        } catch (NumberFormatException e) {
            bad(record, "the key " + key + " is not name@version");
        }
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one writer
    void bad(ConsumerRecord<byte[], byte[]> record, String why) {
        badRecords++;
        if (badRecords == 1) {
            firstBadRecord = record.topic() + "-" + record.partition() + "@" + record.offset() + ": " + why;
        }
        if (badRecords <= LOGGED_ONE_BY_ONE || badRecords % 1000 == 0) {
            LOG.warn(
                    "embedding store: bad record {} at {}-{} offset {}: {}",
                    badRecords,
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    why);
        }
    }

    private void tell(Consumer<StoreListener> event) {
        for (StoreListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (RuntimeException e) {
                LOG.error("embedding store: a listener failed", e);
            }
        }
    }

    private static Instant writtenAt(ConsumerRecord<byte[], byte[]> record) {
        return Instant.ofEpochMilli(record.timestamp());
    }
}
