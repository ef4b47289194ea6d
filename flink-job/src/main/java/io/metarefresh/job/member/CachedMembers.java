package io.metarefresh.job.member;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The values of the entities that acted last, in front of the store. What an entity's inputs put stays here until its entry must make
 * room, or until {@link #writeBack}, which must come before every checkpoint: what is stored then is what it would be without a
 * cache, and a restart begins with an empty one.
 *
 * <p>So an entity that acts often costs one get, and one put for a checkpoint, instead of both for every input. Not for use by
 * several threads.
 */
public final class CachedMembers {
    /** What an entry takes beside its values: id, map node, headers of the arrays. */
    private static final int ENTRY_BYTES = 256;

    private static final int VALUES = 3;

    private final MemberStore store;
    private final Consumer<String> select;
    private final long maxBytes;
    private final LinkedHashMap<String, Entry> entries = new LinkedHashMap<>(1024, 0.75f, true);
    private long bytes;

    /**
     * @param store the values of the selected entity
     * @param select makes an entity the selected one
     * @param maxBytes what all entries may take between two inputs; 0 keeps nothing
     */
    public CachedMembers(MemberStore store, Consumer<String> select, long maxBytes) {
        this.store = store;
        this.select = select;
        this.maxBytes = maxBytes;
    }

    /** The values of an entity, which must be the selected one as long as they are read. */
    public MemberStore of(String entityId) {
        Entry entry = entries.get(entityId);
        if (entry == null) {
            entry = new Entry();
            entries.put(entityId, entry);
            bytes += ENTRY_BYTES;
        }
        return entry;
    }

    /** Between two inputs: lets those go that acted longest ago where there are too many. May select other entities. */
    public void makeRoom() throws IOException {
        while (bytes > maxBytes) {
            Map.Entry<String, Entry> eldest = entries.entrySet().iterator().next();
            writeBack(eldest.getKey(), eldest.getValue());
            bytes -= ENTRY_BYTES + eldest.getValue().valueBytes();
            entries.remove(eldest.getKey());
        }
    }

    /** From here on the store holds everything that was put. May select other entities. */
    public void writeBack() throws IOException {
        for (Map.Entry<String, Entry> entry : entries.entrySet()) {
            writeBack(entry.getKey(), entry.getValue());
        }
    }

    private void writeBack(String entityId, Entry entry) throws IOException {
        if (entry.changed != 0) {
            select.accept(entityId);
            entry.writeBack();
        }
    }

    /** What the entries take, values included. */
    public long bytes() {
        return bytes;
    }

    @FunctionalInterface
    private interface Get {
        byte[] value() throws IOException;
    }

    private final class Entry implements MemberStore {
        private static final int MEMBER = 0;
        private static final int ROWS = 1;
        private static final int PROFILE = 2;

        private final byte[][] values = new byte[VALUES][];
        /** A bit for each value. */
        private int known;

        private int changed;

        @Override
        public byte[] member() throws IOException {
            return get(MEMBER, store::member);
        }

        @Override
        public byte[] rows() throws IOException {
            return get(ROWS, store::rows);
        }

        @Override
        public byte[] profile() throws IOException {
            return get(PROFILE, store::profile);
        }

        @Override
        public void putMember(byte[] value) {
            put(MEMBER, value);
        }

        @Override
        public void putRows(byte[] value) {
            put(ROWS, value);
        }

        @Override
        public void putProfile(byte[] value) {
            put(PROFILE, value);
        }

        private byte[] get(int which, Get stored) throws IOException {
            if ((known & 1 << which) == 0) {
                hold(which, stored.value());
            }
            return values[which];
        }

        private void put(int which, byte[] value) {
            hold(which, value);
            changed |= 1 << which;
        }

        private void hold(int which, byte[] value) {
            bytes += length(value) - length(values[which]);
            values[which] = value;
            known |= 1 << which;
        }

        private void writeBack() throws IOException {
            if ((changed & 1 << MEMBER) != 0) {
                store.putMember(values[MEMBER]);
            }
            if ((changed & 1 << ROWS) != 0) {
                store.putRows(values[ROWS]);
            }
            if ((changed & 1 << PROFILE) != 0) {
                store.putProfile(values[PROFILE]);
            }
            changed = 0;
        }

        private long valueBytes() {
            return (long) length(values[MEMBER]) + length(values[ROWS]) + length(values[PROFILE]);
        }
    }

    private static int length(byte[] value) {
        return value == null ? 0 : value.length;
    }
}
