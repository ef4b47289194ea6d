package io.metarefresh.client;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/**
 * All entities, each by the rules of {@link TableEntry}. One thread writes, any number reads without locks: a reader sees one whole
 * embedding or another, never a mixture.
 *
 * <p>Marks of forgotten entities stay as long as the table, some tens of bytes each.
 */
final class EmbeddingTable {
    private final Map<String, TableEntry> entities = new ConcurrentHashMap<>();
    private volatile int size;
    private volatile long refused;

    /** The entity's embedding, or null. */
    EntityEmbedding get(String entityId) {
        TableEntry held = entities.get(entityId);
        return held == null ? null : held.embedding();
    }

    /** @return whether the table changed */
    boolean offer(String entityId, EntityEmbedding embedding, long offset) {
        return change(entityId, held -> held.offer(embedding, offset));
    }

    /** @return whether the table changed */
    boolean forget(String entityId, long forgottenAtMillis, long offset) {
        return change(entityId, held -> held.forget(forgottenAtMillis, offset));
    }

    /** @return whether the table changed */
    boolean remove(String entityId, long offset) {
        TableEntry held = entities.get(entityId);
        // Removing what is not there is no stale record, only a tombstone that outlived what it removed.
        return held != null && held.embedding() != null && change(entityId, h -> h.remove(offset));
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one writer
    private boolean change(String entityId, UnaryOperator<TableEntry> rule) {
        TableEntry before = entities.getOrDefault(entityId, TableEntry.NOTHING);
        TableEntry after = rule.apply(before);
        if (after == before) {
            refused++;
            return false;
        }
        if (after.embedding() == null && after.forgottenAtMillis() == TableEntry.NEVER) {
            entities.remove(entityId);
        } else {
            entities.put(entityId, after);
        }
        size += (after.embedding() == null ? 0 : 1) - (before.embedding() == null ? 0 : 1);
        return true;
    }

    /** Every entity that has an embedding, in no order. */
    void forEach(BiConsumer<String, EntityEmbedding> reading) {
        entities.forEach((entity, held) -> {
            if (held.embedding() != null) {
                reading.accept(entity, held.embedding());
            }
        });
    }

    /** Entities that have an embedding. */
    int size() {
        return size;
    }

    /** Records refused because something newer, or a mark of forgetting, was held. */
    long refused() {
        return refused;
    }
}
