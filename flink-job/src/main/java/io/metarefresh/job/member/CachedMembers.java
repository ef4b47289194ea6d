package io.metarefresh.job.member;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.function.Consumer;

/**
 * The values of the entities that acted last, in front of the store. What an entity's inputs put stays here until others need the
 * room, until {@value #MAX_CHANGED} others changed after it, or until {@link #writeBack}, which must come before every checkpoint:
 * what is stored then is what it would be without a cache, and a restart begins with an empty one.
 *
 * <p>So an entity that acts often is read and decoded once, and written once for a checkpoint, instead of both for every input. Not
 * for use by several threads.
 *
 * <p>Decision: {@code docs/decisions/0042-entities-that-acted-last-stay-on-the-heap.md}.
 */
public final class CachedMembers {
    /** At most so many are written while a checkpoint waits: some 10 µs each. */
    static final int MAX_CHANGED = 16_384;

    private final MemberStore store;
    private final Consumer<String> select;
    private final long maxBytes;
    private final LinkedHashMap<String, CachedEntity> entities = new LinkedHashMap<>(1024, 0.75f, true);
    /** Those of them that the store does not hold as they are, by their last input. */
    private final LinkedHashMap<String, MemberValues> changed = new LinkedHashMap<>(2 * MAX_CHANGED, 0.75f, true);

    private CachedEntity current;
    private long bytes;
    private long hits;
    private long misses;

    private static final class CachedEntity {
        private final MemberValues values;
        private long countedBytes;

        CachedEntity(MemberValues values) {
            this.values = values;
        }
    }

    /**
     * @param store the values of the selected entity
     * @param select makes an entity the selected one
     * @param maxBytes what all entities may take between two inputs, about; 0 keeps none
     */
    public CachedMembers(MemberStore store, Consumer<String> select, long maxBytes) {
        this.store = store;
        this.select = select;
        this.maxBytes = maxBytes;
    }

    /** The values of the selected entity. */
    public MemberValues of(String entityId) {
        current = entities.get(entityId);
        if (current == null) {
            misses++;
            current = new CachedEntity(new MemberValues(entityId, store));
            entities.put(entityId, current);
        } else {
            hits++;
        }
        return current.values;
    }

    /** After every input: lets those go that acted longest ago where there are too many. May select other entities. */
    public void makeRoom() throws IOException {
        long now = current.values.bytes();
        bytes += now - current.countedBytes;
        current.countedBytes = now;
        if (current.values.isChanged()) {
            changed.put(current.values.entityId(), current.values);
            if (changed.size() > MAX_CHANGED) {
                writeBack(changed.values().iterator().next());
            }
        }
        while (bytes > maxBytes) {
            CachedEntity eldest = entities.values().iterator().next();
            writeBack(eldest.values);
            bytes -= eldest.countedBytes;
            entities.remove(eldest.values.entityId());
        }
    }

    /** From here on the store holds everything that was put. May select other entities. */
    public void writeBack() throws IOException {
        for (MemberValues values : changed.values()) {
            store(values);
        }
        changed.clear();
    }

    private void writeBack(MemberValues values) throws IOException {
        if (changed.remove(values.entityId()) != null) {
            store(values);
        }
    }

    private void store(MemberValues values) throws IOException {
        select.accept(values.entityId());
        values.writeBack();
    }

    /** What the entities take, about. */
    public long bytes() {
        return bytes;
    }

    /** How often an entity was asked for that was here. */
    public long hits() {
        return hits;
    }

    /** How often one was asked for that had to be read from the store. */
    public long misses() {
        return misses;
    }

    /** Entities that the store does not hold as they are here. */
    public int changedEntities() {
        return changed.size();
    }
}
