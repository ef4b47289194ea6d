package io.metarefresh.schemas;

import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.interaction.Profile;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.avro.AvroTypeException;

/**
 * Reads interactions and profiles that were written under this version of their schemas, field by field in the schema's order. Avro's own
 * reader takes several times as long: it walks both schemas for every record and makes an object of every number.
 */
final class DirectReading {
    private static final float[] NO_FLOATS = new float[0];
    private static final String[] NO_STRINGS = new String[0];

    private DirectReading() {}

    /** Reads an {@link InteractionEvent}. */
    static Interaction interaction(BoundedDecoder in) throws IOException {
        return new Interaction(
                in.readString(),
                in.readInt(),
                in.readString(),
                in.readString(),
                in.readLong(),
                in.readFloat(),
                in.readFloat(),
                features(in));
    }

    /** Reads an {@link EntityProfile}. */
    static Profile profile(BoundedDecoder in) throws IOException {
        return new Profile(in.readString(), in.readLong(), optionalLong(in), features(in));
    }

    private static OptionalLong optionalLong(BoundedDecoder in) throws IOException {
        int branch = in.readIndex();
        return switch (branch) {
            case 0 -> OptionalLong.empty();
            case 1 -> OptionalLong.of(in.readLong());
            default -> throw new AvroTypeException("a union of 2 branches has no branch " + branch);
        };
    }

    private static Features features(BoundedDecoder in) throws IOException {
        return Features.of(map(in, DirectReading::floats), map(in, DirectReading::strings));
    }

    /** By name; the last value of a name that is there twice, as Avro has it. */
    private static <V> Map<String, V> map(BoundedDecoder in, ValueReader<V> values) throws IOException {
        long names = in.readMapStart();
        if (names == 0) {
            return Map.of();
        }
        Map<String, V> map = new HashMap<>();
        for (; names > 0; names = in.mapNext()) {
            for (long i = 0; i < names; i++) {
                map.put(in.readString(), values.read(in));
            }
        }
        return map;
    }

    private static float[] floats(BoundedDecoder in) throws IOException {
        float[] floats = NO_FLOATS;
        int size = 0;
        for (long more = in.readArrayStart(); more > 0; more = in.arrayNext()) {
            in.requireLeft(more, Float.BYTES);
            int end = Math.addExact(size, (int) more);
            if (end > floats.length) {
                floats = Arrays.copyOf(floats, capacity(floats.length, end));
            }
            in.readFloats(floats, size, end);
            size = end;
        }
        return size == floats.length ? floats : Arrays.copyOf(floats, size);
    }

    private static List<String> strings(BoundedDecoder in) throws IOException {
        String[] strings = NO_STRINGS;
        int size = 0;
        for (long more = in.readArrayStart(); more > 0; more = in.arrayNext()) {
            int end = Math.addExact(size, (int) more);
            if (end > strings.length) {
                strings = Arrays.copyOf(strings, capacity(strings.length, end));
            }
            while (size < end) {
                strings[size++] = in.readString();
            }
        }
        return List.of(size == strings.length ? strings : Arrays.copyOf(strings, size));
    }

    /** Exact for the one block that most lists have; doubling, or a list of small blocks would be copied once for each. */
    private static int capacity(int before, int needed) {
        return Math.max(needed, 2 * before);
    }
}
