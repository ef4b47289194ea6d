package io.metarefresh.job.member;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The values of one entity between its store and {@link Member}: read from the store when they are asked for, then kept as objects,
 * and turned into bytes only for {@link #writeBack}. The entity must be the one that the store speaks of whenever values are read
 * or written back.
 */
public final class MemberValues {
    /** What the object takes beside its values and rows: itself, the entity's id, a place in a map, headers of arrays. */
    private static final int OWN_BYTES = 320;

    /** What a row takes beside its bytes. */
    private static final int ROW_BYTES = 96;

    private final String entityId;
    private final MemberStore store;

    /** Null until it is asked for. */
    private MemberFormat.Contents contents;

    private byte[] profile;
    private boolean profileIsKnown;

    private boolean contentsChanged;
    private boolean rowsChanged;
    private boolean profileChanged;

    MemberValues(String entityId, MemberStore store) {
        this.entityId = entityId;
        this.store = store;
    }

    String entityId() {
        return entityId;
    }

    /** @throws IllegalArgumentException when what is stored is no entity, or was written by a newer job */
    MemberFormat.Contents contents() throws IOException {
        if (contents == null) {
            byte[] value = store.member();
            contents = value == null
                    ? MemberFormat.Contents.NOTHING
                    : MemberFormat.readMember(entityId, value, this::storedRows);
        }
        return contents;
    }

    private byte[] storedRows() {
        try {
            return store.rows();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void put(MemberFormat.Contents next) {
        if (!next.equals(contents)) {
            contentsChanged = true;
            rowsChanged |= next.rows().older() != contents.rows().older()
                    && next.rows().olderBytes() + contents.rows().olderBytes() > 0;
            contents = next;
        }
    }

    /** Null where there is none. */
    byte[] profile() throws IOException {
        if (!profileIsKnown) {
            profile = store.profile();
            profileIsKnown = true;
        }
        return profile;
    }

    /** Null removes it. */
    void putProfile(byte[] value) {
        profile = value;
        profileIsKnown = true;
        profileChanged = true;
    }

    boolean isChanged() {
        return contentsChanged || rowsChanged || profileChanged;
    }

    /** Afterwards the store holds everything that was put. */
    void writeBack() throws IOException {
        if (profileChanged) {
            store.putProfile(profile);
            profileChanged = false;
        }
        if (rowsChanged) {
            StoredRows rows = contents.rows();
            store.putRows(rows.olderBytes() == 0 ? null : rows.older().bytes());
            rowsChanged = false;
        }
        if (contentsChanged) {
            store.putMember(
                    contents == MemberFormat.Contents.NOTHING
                            ? null
                            : MemberFormat.writeMember(contents.header(), contents.rows()));
            contentsChanged = false;
        }
    }

    /** About what it takes on the heap. */
    long bytes() {
        long bytes = OWN_BYTES + (profile == null ? 0 : profile.length);
        if (contents != null) {
            StoredRows rows = contents.rows();
            bytes += rows.older().isLoaded() ? rows.olderBytes() : 0;
            for (StoredRow row : rows.rows()) {
                bytes += ROW_BYTES + (row.isIn(rows.older()) ? 0 : row.length());
            }
        }
        return bytes;
    }
}
