package io.metarefresh.job.member;

import io.metarefresh.interaction.Interaction;
import io.metarefresh.interaction.SupportRow;
import java.util.function.Function;

/**
 * A row as it lies in state: what the rules of SUPPORT look at first is at hand, the rest is decoded from its segment when it is
 * asked for. Once its bytes are loaded it may be read by several threads.
 */
final class StoredRow implements SupportRow {
    private static final int FIRST_CAPACITY = 512;

    private final String entityId;
    private final long eventTimeMillis;
    private final int eventIdHash;
    private final RowShape shape;
    private final Segment segment;
    private final int offset;
    private final int length;
    /** Null until it is asked for. */
    private String eventId;

    StoredRow(
            String entityId,
            long eventTimeMillis,
            int eventIdHash,
            RowShape shape,
            Segment segment,
            int offset,
            int length) {
        this.entityId = entityId;
        this.eventTimeMillis = eventTimeMillis;
        this.eventIdHash = eventIdHash;
        this.shape = shape;
        this.segment = segment;
        this.offset = offset;
        this.length = length;
    }

    /** A row of this entity that is not stored yet. */
    static StoredRow of(String entityId, SupportRow any) {
        if (any instanceof StoredRow stored && stored.entityId.equals(entityId)) {
            return stored;
        }
        Interaction row = any.interaction();
        RowShape shape = RowShape.of(row.context());
        ByteWriter bytes = new ByteWriter(FIRST_CAPACITY);
        RowFormat.write(entityId, row, shape, bytes);
        return new StoredRow(
                entityId,
                row.eventTimeMillis(),
                row.eventIdHash(),
                shape,
                new Segment(bytes.toBytes()),
                0,
                bytes.size());
    }

    @Override
    public long eventTimeMillis() {
        return eventTimeMillis;
    }

    @Override
    public int eventIdHash() {
        return eventIdHash;
    }

    @Override
    public String eventId() {
        if (eventId == null) {
            eventId = decoded(RowFormat::eventId);
        }
        return eventId;
    }

    @Override
    public int eventVersion() {
        return decoded(RowFormat::eventVersion);
    }

    @Override
    public Interaction interaction() {
        return decoded(in -> RowFormat.read(entityId, eventTimeMillis, shape, in));
    }

    StoredRow sharing(StoredRow other) {
        return shape.equals(other.shape)
                ? new StoredRow(other.entityId, eventTimeMillis, eventIdHash, other.shape, segment, offset, length)
                : this;
    }

    /** The same row where its bytes were copied to. */
    StoredRow movedTo(Segment target, int offsetInTarget) {
        return new StoredRow(entityId, eventTimeMillis, eventIdHash, shape, target, offsetInTarget, length);
    }

    /** Has its bytes at hand from here on. */
    void load() {
        try {
            segment.bytes();
        } catch (IllegalArgumentException e) {
            throw MemberFormat.damaged(entityId, e);
        }
    }

    RowShape shape() {
        return shape;
    }

    boolean isIn(Segment other) {
        return segment == other;
    }

    int offset() {
        return offset;
    }

    int length() {
        return length;
    }

    /** Appends the row's bytes. */
    void copyTo(ByteWriter out) {
        out.putBytes(segment.bytes(), offset, length);
    }

    private <T> T decoded(Function<ByteReader, T> format) {
        try {
            return format.apply(new ByteReader(segment.bytes(), offset, length));
        } catch (IllegalArgumentException e) {
            throw MemberFormat.damaged(entityId, e);
        }
    }
}
