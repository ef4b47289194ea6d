package io.metarefresh.client;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/**
 * All members, each by the rules of {@link TableEntry}. One thread writes, any number reads without locks: a reader sees one whole
 * embedding or another, never a mixture.
 *
 * <p>Marks of forgotten members stay as long as the table, some tens of bytes each.
 */
final class EmbeddingTable {
    private final Map<String, TableEntry> members = new ConcurrentHashMap<>();
    private volatile int size;
    private volatile long refused;

    /** The member's embedding, or null. */
    MemberEmbedding get(String memberId) {
        TableEntry held = members.get(memberId);
        return held == null ? null : held.embedding();
    }

    /** @return whether the table changed */
    boolean offer(String memberId, MemberEmbedding embedding, long offset) {
        return change(memberId, held -> held.offer(embedding, offset));
    }

    /** @return whether the table changed */
    boolean forget(String memberId, long forgottenAtMillis, long offset) {
        return change(memberId, held -> held.forget(forgottenAtMillis, offset));
    }

    /** @return whether the table changed */
    boolean remove(String memberId, long offset) {
        TableEntry held = members.get(memberId);
        // Removing what is not there is no stale record, only a tombstone that outlived what it removed.
        return held != null && held.embedding() != null && change(memberId, h -> h.remove(offset));
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one writer
    private boolean change(String memberId, UnaryOperator<TableEntry> rule) {
        TableEntry before = members.getOrDefault(memberId, TableEntry.NOTHING);
        TableEntry after = rule.apply(before);
        if (after == before) {
            refused++;
            return false;
        }
        if (after.embedding() == null && after.forgottenAtMillis() == TableEntry.NEVER) {
            members.remove(memberId);
        } else {
            members.put(memberId, after);
        }
        size += (after.embedding() == null ? 0 : 1) - (before.embedding() == null ? 0 : 1);
        return true;
    }

    /** Every member that has an embedding, in no order. */
    void forEach(BiConsumer<String, MemberEmbedding> reading) {
        members.forEach((member, held) -> {
            if (held.embedding() != null) {
                reading.accept(member, held.embedding());
            }
        });
    }

    /** Members that have an embedding. */
    int size() {
        return size;
    }

    /** Records refused because something newer, or a mark of forgetting, was held. */
    long refused() {
        return refused;
    }
}
