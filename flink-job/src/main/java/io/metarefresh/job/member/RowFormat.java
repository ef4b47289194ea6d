package io.metarefresh.job.member;

import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The bytes of one row without what stands in the index of rows ({@link StoredRow}): its event time, its length, and its shape.
 *
 * <pre>
 * flags        1 byte    which of the optional fields follow
 * event id     text      a text is its length (varint) and its UTF-8 bytes
 * version      signed    unless 0
 * member id    text      unless it is the entity's
 * item id      text      unless it is the entity's
 * label        float
 * weight       float     unless 1
 * dense        for each name of the shape: length (varint), floats
 * ids          for each name of the shape: length (varint), texts
 * </pre>
 */
final class RowFormat {
    private static final int VERSION = 1;
    private static final int MEMBER_ID = 2;
    private static final int ITEM_ID = 4;
    private static final int WEIGHT = 8;
    private static final int KNOWN_FLAGS = VERSION | MEMBER_ID | ITEM_ID | WEIGHT;

    private static final float USUAL_WEIGHT = 1f;

    private RowFormat() {}

    static void write(String entityId, Interaction row, RowShape shape, ByteWriter out) {
        boolean usualWeight = Float.floatToRawIntBits(row.weight()) == Float.floatToRawIntBits(USUAL_WEIGHT);
        int flags = (row.eventVersion() == 0 ? 0 : VERSION)
                | (row.memberId().equals(entityId) ? 0 : MEMBER_ID)
                | (row.itemId().equals(entityId) ? 0 : ITEM_ID)
                | (usualWeight ? 0 : WEIGHT);
        out.putByte(flags);
        out.putText(row.eventId());
        if ((flags & VERSION) != 0) {
            out.putSigned(row.eventVersion());
        }
        if ((flags & MEMBER_ID) != 0) {
            out.putText(row.memberId());
        }
        if ((flags & ITEM_ID) != 0) {
            out.putText(row.itemId());
        }
        out.putFloat(row.label());
        if ((flags & WEIGHT) != 0) {
            out.putFloat(row.weight());
        }
        for (String name : shape.dense()) {
            out.putFloats(row.context().dense().get(name));
        }
        for (String name : shape.ids()) {
            List<String> values = row.context().ids().get(name);
            out.putUnsigned(values.size());
            for (String value : values) {
                out.putText(value);
            }
        }
    }

    static String eventId(ByteReader in) {
        flags(in);
        return in.getText();
    }

    static int eventVersion(ByteReader in) {
        int flags = flags(in);
        in.getText();
        return version(flags, in);
    }

    static Interaction read(String entityId, long eventTimeMillis, RowShape shape, ByteReader in) {
        int flags = flags(in);
        String eventId = in.getText();
        int version = version(flags, in);
        String memberId = (flags & MEMBER_ID) == 0 ? entityId : in.getText();
        String itemId = (flags & ITEM_ID) == 0 ? entityId : in.getText();
        float label = in.getFloat();
        float weight = (flags & WEIGHT) == 0 ? USUAL_WEIGHT : in.getFloat();
        Interaction row = new Interaction(
                eventId, version, memberId, itemId, eventTimeMillis, label, weight, features(shape, in));
        in.requireEnd();
        return row;
    }

    private static int flags(ByteReader in) {
        int flags = in.getByte();
        if ((flags & ~KNOWN_FLAGS) != 0) {
            throw new IllegalArgumentException("a row has unknown flags " + flags);
        }
        return flags;
    }

    private static int version(int flags, ByteReader in) {
        long version = (flags & VERSION) == 0 ? 0 : in.getSigned();
        if (version != (int) version) {
            throw new IllegalArgumentException("event version " + version + " is no int");
        }
        return (int) version;
    }

    private static Features features(RowShape shape, ByteReader in) {
        List<String> denseNames = shape.dense();
        List<String> idsNames = shape.ids();
        if (denseNames.isEmpty() && idsNames.isEmpty()) {
            return Features.NONE;
        }
        return new Features(values(denseNames, in, ByteReader::getFloats), values(idsNames, in, RowFormat::texts));
    }

    private static <V> Map<String, V> values(List<String> names, ByteReader in, Function<ByteReader, V> next) {
        if (names.isEmpty()) {
            return Map.of();
        }
        if (names.size() == 1) {
            return Map.of(names.get(0), next.apply(in));
        }
        @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
        Map.Entry<String, V>[] entries = new Map.Entry[names.size()];
        for (int i = 0; i < entries.length; i++) {
            entries[i] = Map.entry(names.get(i), next.apply(in));
        }
        return Map.ofEntries(entries);
    }

    private static List<String> texts(ByteReader in) {
        String[] texts = new String[in.getCount(1)];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = in.getText();
        }
        return List.of(texts);
    }
}
