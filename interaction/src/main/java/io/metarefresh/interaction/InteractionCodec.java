package io.metarefresh.interaction;

import io.metarefresh.text.StrictUtf8;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The canonical binary form of an interaction: equal interactions have equal bytes. It breaks ties between versions of one event
 * and is what keyed state stores.
 *
 * <p>Layout, all numbers big-endian: format byte 1; event id, event version (int), member id, item id, event time (long), label
 * and weight (float bits), features. A string is its UTF-8 length (int) and bytes. Features are the number of dense vectors and
 * each name, length, floats; then the number of id lists and each name, length, ids; names in unsigned UTF-8 order.
 */
public final class InteractionCodec {
    private static final byte FORMAT = 1;
    private static final int SMALLEST_STRING = Integer.BYTES;

    private InteractionCodec() {}

    public static byte[] encode(Interaction interaction) {
        byte[] eventId = utf8(interaction.eventId());
        byte[] memberId = utf8(interaction.memberId());
        byte[] itemId = utf8(interaction.itemId());
        byte[] features = encodeFeatures(interaction.context());
        int fixed = 1 + 3 * Integer.BYTES + Integer.BYTES + Long.BYTES + 2 * Float.BYTES;
        return ByteBuffer.allocate(fixed + eventId.length + memberId.length + itemId.length + features.length)
                .put(FORMAT)
                .putInt(eventId.length)
                .put(eventId)
                .putInt(interaction.eventVersion())
                .putInt(memberId.length)
                .put(memberId)
                .putInt(itemId.length)
                .put(itemId)
                .putLong(interaction.eventTimeMillis())
                .putFloat(interaction.label())
                .putFloat(interaction.weight())
                .put(features)
                .array();
    }

    /**
     * The interaction of these bytes.
     *
     * @throws IllegalArgumentException when they are not what {@link #encode} makes; never allocates more than the input's size
     *     asks for
     */
    public static Interaction decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            byte format = in.get();
            if (format != FORMAT) {
                throw new IllegalArgumentException("interaction bytes of unknown format " + format);
            }
            String eventId = string(in);
            int eventVersion = in.getInt();
            Interaction interaction = new Interaction(
                    eventId,
                    eventVersion,
                    string(in),
                    string(in),
                    in.getLong(),
                    in.getFloat(),
                    in.getFloat(),
                    features(in));
            requireEnd(in);
            return interaction;
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("interaction bytes end early, at " + bytes.length, e);
        }
    }

    public static byte[] encodeFeatures(Features features) {
        List<byte[]> pieces = new ArrayList<>();
        pieces.add(number(features.dense().size()));
        for (String name : sorted(features.dense().keySet())) {
            float[] vector = features.dense().get(name);
            addString(pieces, name);
            ByteBuffer values = ByteBuffer.allocate(Integer.BYTES + vector.length * Float.BYTES);
            values.putInt(vector.length).asFloatBuffer().put(vector);
            pieces.add(values.array());
        }
        pieces.add(number(features.ids().size()));
        for (String name : sorted(features.ids().keySet())) {
            List<String> ids = features.ids().get(name);
            addString(pieces, name);
            pieces.add(number(ids.size()));
            ids.forEach(id -> addString(pieces, id));
        }
        ByteBuffer whole = ByteBuffer.allocate(
                pieces.stream().mapToInt(piece -> piece.length).sum());
        pieces.forEach(whole::put);
        return whole.array();
    }

    /**
     * The features of these bytes.
     *
     * @throws IllegalArgumentException when they are not what {@link #encodeFeatures} makes
     */
    public static Features decodeFeatures(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            Features features = features(in);
            requireEnd(in);
            return features;
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("feature bytes end early, at " + bytes.length, e);
        }
    }

    private static Features features(ByteBuffer in) {
        int vectors = count(in, SMALLEST_STRING + Integer.BYTES);
        Map<String, float[]> dense = new HashMap<>();
        for (int i = 0; i < vectors; i++) {
            String name = string(in);
            float[] vector = new float[count(in, Float.BYTES)];
            in.asFloatBuffer().get(vector);
            in.position(in.position() + vector.length * Float.BYTES);
            dense.put(name, vector);
        }
        int lists = count(in, SMALLEST_STRING + Integer.BYTES);
        Map<String, List<String>> ids = new HashMap<>();
        for (int i = 0; i < lists; i++) {
            String name = string(in);
            String[] values = new String[count(in, SMALLEST_STRING)];
            for (int j = 0; j < values.length; j++) {
                values[j] = string(in);
            }
            ids.put(name, List.of(values));
        }
        return Features.of(dense, ids);
    }

    private static String string(ByteBuffer in) {
        int length = count(in, 1);
        int at = in.arrayOffset() + in.position();
        in.position(in.position() + length);
        try {
            return StrictUtf8.decode(in.array(), at, length);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("interaction bytes hold a text that is not UTF-8", e);
        }
    }

    /** Reads a count and refuses one that the bytes left cannot hold, before anything is allocated for it. */
    private static int count(ByteBuffer in, int smallestElement) {
        int count = in.getInt();
        if (count < 0 || count > in.remaining() / smallestElement) {
            throw new IllegalArgumentException(
                    "interaction bytes announce " + count + " elements with only " + in.remaining() + " bytes left");
        }
        return count;
    }

    private static void requireEnd(ByteBuffer in) {
        if (in.hasRemaining()) {
            throw new IllegalArgumentException(
                    "interaction bytes go on for " + in.remaining() + " bytes after the end");
        }
    }

    private static String[] sorted(Collection<String> names) {
        String[] sorted = names.toArray(String[]::new);
        Arrays.sort(sorted, InteractionOrder::compareUtf8);
        return sorted;
    }

    private static void addString(List<byte[]> pieces, String text) {
        byte[] bytes = utf8(text);
        pieces.add(number(bytes.length));
        pieces.add(bytes);
    }

    private static byte[] number(int value) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
