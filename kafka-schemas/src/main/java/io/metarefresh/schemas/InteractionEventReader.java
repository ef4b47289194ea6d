package io.metarefresh.schemas;

import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.Decoder;

/**
 * Reads interactions that were written with this version of their schema, by far the most, field by field in the schema's order. Avro's
 * own reader takes several times as long: it walks both schemas for every record and makes an object of every number.
 */
final class InteractionEventReader implements DatumReader<InteractionEvent> {
    private static final float[] NO_FLOATS = new float[0];
    private static final String[] NO_STRINGS = new String[0];

    @Override
    public void setSchema(Schema schema) {
        throw new UnsupportedOperationException("the schema is fixed");
    }

    @Override
    public InteractionEvent read(InteractionEvent reuse, Decoder in) throws IOException {
        BoundedDecoder bounded = (BoundedDecoder) in;
        InteractionEvent event = new InteractionEvent();
        event.setEventId(bounded.readString());
        event.setEventVersion(bounded.readInt());
        event.setMemberId(bounded.readString());
        event.setItemId(bounded.readString());
        event.setEventTime(Instant.ofEpochMilli(bounded.readLong()));
        event.setLabel(bounded.readFloat());
        event.setWeight(bounded.readFloat());
        event.setContext(new Features(dense(bounded), ids(bounded)));
        return event;
    }

    private static Map<String, List<Float>> dense(BoundedDecoder in) throws IOException {
        Map<String, List<Float>> dense = new HashMap<>();
        for (long names = in.readMapStart(); names > 0; names = in.mapNext()) {
            for (long i = 0; i < names; i++) {
                dense.put(in.readString(), new FloatList(floats(in)));
            }
        }
        return dense;
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

    private static Map<String, List<String>> ids(BoundedDecoder in) throws IOException {
        Map<String, List<String>> ids = new HashMap<>();
        for (long names = in.readMapStart(); names > 0; names = in.mapNext()) {
            for (long i = 0; i < names; i++) {
                ids.put(in.readString(), List.of(strings(in)));
            }
        }
        return ids;
    }

    private static String[] strings(BoundedDecoder in) throws IOException {
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
        return size == strings.length ? strings : Arrays.copyOf(strings, size);
    }

    /** Exact for the one block that most lists have; doubling, or a list of small blocks would be copied once for each. */
    private static int capacity(int before, int needed) {
        return Math.max(needed, 2 * before);
    }
}
