package io.metarefresh.job.member;

import static io.metarefresh.interaction.SupportSet.NEVER;

import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.InteractionCodec;
import io.metarefresh.job.record.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * The bytes of an entity's values in state. Each starts with the version of its form, so that a later form reads the earlier ones and
 * a savepoint needs no migration; a version that is not known was written by a newer job and is refused.
 *
 * <pre>
 * member   version
 *          flags (varint), then the header's times and its pending refresh as the flags announce them (signed; text and
 *          signed), then the version of the published snapshot (signed) where a flag announces it
 *          length of the rows value (varint; 0 for none), bytes of the recent rows (varint)
 *          shapes: count, then for each the names of dense and of ids features (count, texts)
 *          index: count, then for each row, oldest first:
 *              shape × 4 + gap × 2 + older (varint), bytes of the gap before it where there is one (varint),
 *              event time less that of the row before (signed), hash of the event id (int), length (varint)
 *          the recent rows, oldest first, as in {@link RowFormat}
 * rows     version, the older rows, oldest first; gaps are what rows left that are gone
 * profile  version, updated-at (signed), the features in their canonical form
 * </pre>
 *
 * <p>Decision: {@code docs/decisions/0040-what-keyed-state-holds.md}.
 */
final class MemberFormat {
    static final int VERSION = 1;

    private static final int NEWEST = 1;
    private static final int FORGOTTEN = 1 << 1;
    private static final int AS_OF = 1 << 2;
    private static final int PROFILE = 1 << 3;
    private static final int EXPIRED = 1 << 4;
    private static final int LAST_REFRESH = 1 << 5;
    private static final int PENDING = 1 << 6;
    private static final int EVENT_TIMER = 1 << 7;
    private static final int PUBLISHED = 1 << 8;
    private static final int KNOWN_FLAGS = (1 << 9) - 1;

    private static final int OLDER = 1;
    private static final int GAP = 2;
    private static final int SHAPE_SHIFT = 2;
    private static final int SMALLEST_INDEX_ENTRY = 3 + Integer.BYTES;
    /** Without rows; a guess that spares growing. */
    private static final int USUAL_HEADER_BYTES = 96;

    private MemberFormat() {}

    /** What the member value says. */
    record Contents(MemberHeader header, StoredRows rows) {
        static final Contents NOTHING = new Contents(MemberHeader.NEW, StoredRows.NONE);
    }

    /** @param rowsValue loads the rows value; called when a row in it is needed, at most once */
    static Contents readMember(String entityId, byte[] value, Supplier<byte[]> rowsValue) {
        ByteReader in = versioned(value);
        MemberHeader header = readHeader(in);
        int olderBytes = length(in);
        Segment older = new Segment(() -> requireRows(rowsValue.get(), olderBytes));
        int recentBytes = in.getCount(1);
        RowShape[] shapes = new RowShape[in.getCount(RowShape.SMALLEST)];
        for (int i = 0; i < shapes.length; i++) {
            shapes[i] = RowShape.read(in);
        }
        int count = in.getCount(SMALLEST_INDEX_ENTRY);
        List<StoredRow> rows = new ArrayList<>(count + 1);
        Segment recent = new Segment(value);
        int olderAt = 1;
        int recentAt = value.length - recentBytes;
        long time = 0;
        for (int i = 0; i < count; i++) {
            long control = in.getUnsigned();
            boolean isOlder = (control & OLDER) != 0;
            int gap = (control & GAP) == 0 ? 0 : length(in);
            time += in.getSigned();
            int hash = in.getInt();
            int length = length(in);
            long shape = control >>> SHAPE_SHIFT;
            if (shape >= shapes.length) {
                throw new IllegalArgumentException("row " + i + " has shape " + shape + " of " + shapes.length);
            }
            if (isOlder) {
                olderAt = within(olderAt, gap, olderBytes);
            }
            int offset = isOlder ? olderAt : recentAt;
            rows.add(
                    new StoredRow(entityId, time, hash, shapes[(int) shape], isOlder ? older : recent, offset, length));
            if (isOlder) {
                olderAt = within(olderAt, length, olderBytes);
            } else {
                recentAt = within(recentAt, length, value.length);
            }
        }
        in.take(recentBytes);
        in.requireEnd();
        if (recentAt != value.length) {
            throw new IllegalArgumentException("the recent rows end before the value");
        }
        return new Contents(header, new StoredRows(rows, older, olderBytes));
    }

    static byte[] writeMember(MemberHeader header, StoredRows rows) {
        List<RowShape> shapes = new ArrayList<>(1);
        int recentBytes = 0;
        for (StoredRow row : rows.rows()) {
            if (!shapes.contains(row.shape())) {
                shapes.add(row.shape());
            }
            if (!row.isIn(rows.older())) {
                recentBytes += row.length();
            }
        }
        ByteWriter out = new ByteWriter(
                USUAL_HEADER_BYTES + 2 * SMALLEST_INDEX_ENTRY * rows.rows().size() + recentBytes);
        out.putByte(VERSION);
        writeHeader(header, out);
        out.putUnsigned(rows.olderBytes());
        out.putUnsigned(recentBytes);
        out.putUnsigned(shapes.size());
        shapes.forEach(shape -> shape.write(out));
        writeIndex(rows, shapes, out);
        for (StoredRow row : rows.rows()) {
            if (!row.isIn(rows.older())) {
                row.copyTo(out);
            }
        }
        return out.toBytes();
    }

    private static void writeIndex(StoredRows rows, List<RowShape> shapes, ByteWriter out) {
        out.putUnsigned(rows.rows().size());
        int olderAt = 1;
        long time = 0;
        for (StoredRow row : rows.rows()) {
            boolean isOlder = row.isIn(rows.older());
            int gap = isOlder ? row.offset() - olderAt : 0;
            out.putUnsigned(
                    (long) shapes.indexOf(row.shape()) << SHAPE_SHIFT | (gap > 0 ? GAP : 0) | (isOlder ? OLDER : 0));
            if (gap > 0) {
                out.putUnsigned(gap);
            }
            out.putSigned(row.eventTimeMillis() - time);
            out.putInt(row.eventIdHash());
            out.putUnsigned(row.length());
            time = row.eventTimeMillis();
            if (isOlder) {
                olderAt = row.offset() + row.length();
            }
        }
    }

    private static void writeHeader(MemberHeader header, ByteWriter out) {
        int flags = flag(NEWEST, header.newestEventTimeMillis() != NEVER)
                | flag(FORGOTTEN, header.forgottenUpToMillis() != NEVER)
                | flag(AS_OF, header.asOfMillis() != NEVER)
                | flag(PROFILE, header.hasProfile())
                | flag(EXPIRED, header.expired())
                | flag(LAST_REFRESH, header.lastRefreshMillis() != NEVER)
                | flag(PENDING, header.pending() != null)
                | flag(EVENT_TIMER, header.eventTimerMillis() != NEVER)
                | flag(PUBLISHED, header.publishedVersion() != NEVER);
        out.putUnsigned(flags);
        writeTime(header.newestEventTimeMillis(), out);
        writeTime(header.forgottenUpToMillis(), out);
        writeTime(header.asOfMillis(), out);
        writeTime(header.lastRefreshMillis(), out);
        if (header.pending() != null) {
            out.putText(header.pending().name());
            out.putSigned(header.pendingInputMillis());
        }
        writeTime(header.eventTimerMillis(), out);
        if (header.publishedVersion() != NEVER) {
            out.putSigned(header.publishedVersion());
        }
    }

    private static MemberHeader readHeader(ByteReader in) {
        long flags = in.getUnsigned();
        if ((flags & ~KNOWN_FLAGS) != 0) {
            throw new IllegalArgumentException("unknown flags " + Long.toHexString(flags));
        }
        long newest = readTime(flags, NEWEST, in);
        long forgotten = readTime(flags, FORGOTTEN, in);
        long asOf = readTime(flags, AS_OF, in);
        long lastRefresh = readTime(flags, LAST_REFRESH, in);
        boolean pending = (flags & PENDING) != 0;
        return new MemberHeader(
                newest,
                forgotten,
                asOf,
                (flags & PROFILE) != 0,
                (flags & EXPIRED) != 0,
                lastRefresh,
                pending ? Reason.valueOf(in.getText()) : null,
                pending ? in.getSigned() : -1,
                readTime(flags, EVENT_TIMER, in),
                (flags & PUBLISHED) == 0 ? NEVER : in.getSigned());
    }

    private static int flag(int flag, boolean set) {
        return set ? flag : 0;
    }

    private static void writeTime(long millis, ByteWriter out) {
        if (millis != NEVER) {
            out.putSigned(millis);
        }
    }

    private static long readTime(long flags, int flag, ByteReader in) {
        return (flags & flag) == 0 ? NEVER : in.getSigned();
    }

    static byte[] writeProfile(long updatedAtMillis, Features features) {
        byte[] canonical = InteractionCodec.encodeFeatures(features);
        ByteWriter out = new ByteWriter(canonical.length + 12);
        out.putByte(VERSION);
        out.putSigned(updatedAtMillis);
        out.putBytes(canonical, 0, canonical.length);
        return out.toBytes();
    }

    static Features readProfile(byte[] value) {
        ByteReader in = versioned(value);
        in.getSigned();
        return InteractionCodec.decodeFeatures(Arrays.copyOfRange(value, in.position(), value.length));
    }

    private static byte[] requireRows(byte[] value, int length) {
        if (value == null || value.length != length) {
            throw new IllegalArgumentException("there are " + (value == null ? 0 : value.length)
                    + " bytes of older rows where the index speaks of " + length);
        }
        versioned(value);
        return value;
    }

    static IllegalStateException damaged(String entityId, IllegalArgumentException cause) {
        return new IllegalStateException("state of entity '" + entityId + "': " + cause.getMessage(), cause);
    }

    private static ByteReader versioned(byte[] value) {
        ByteReader in = new ByteReader(value, 0, value.length);
        int version = in.getByte();
        if (version != VERSION) {
            throw new IllegalArgumentException(
                    "version " + version + ", this job reads up to " + VERSION + ": it was written by a newer job");
        }
        return in;
    }

    private static int length(ByteReader in) {
        long length = in.getUnsigned();
        if (length < 0 || length > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("a length of " + length);
        }
        return (int) length;
    }

    private static int within(int at, int length, int end) {
        if (length > end - at) {
            throw new IllegalArgumentException("a row ends at " + ((long) at + length) + ", after " + end);
        }
        return at + length;
    }
}
