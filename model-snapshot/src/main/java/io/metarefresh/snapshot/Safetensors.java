package io.metarefresh.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.metarefresh.text.OneLine;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The safetensors container: 8-byte little-endian header length, JSON header, raw bytes (snapshot format, chapter 1). Only float32
 * tensors of finite numbers; data without overlap, holes or rest. Memory is bounded by the length of the file, whatever the header
 * claims.
 */
final class Safetensors {
    static final int MAX_HEADER_BYTES = 100_000_000;

    /** The largest array that a JVM is sure to allocate. */
    private static final long MAX_ELEMENTS = Integer.MAX_VALUE - 8;

    private static final int CHUNK_BYTES = 1 << 16;
    private static final String METADATA = "__metadata__";

    private Safetensors() {}

    private record Entry(String name, int[] shape, int elements, long begin, long end) {}

    /**
     * Reads all tensors.
     *
     * @param in positioned at the first byte
     * @param length bytes of the file
     * @param file name for error messages
     */
    static Map<String, Tensor> read(InputStream in, long length, String file) throws SnapshotException, IOException {
        List<Entry> entries = readHeader(in, length, file);
        Map<String, Tensor> tensors = new HashMap<>();
        byte[] chunk = new byte[CHUNK_BYTES];
        for (Entry entry : entries) {
            tensors.put(entry.name, new Tensor(entry.shape, readValues(in, entry, chunk, file)));
        }
        return tensors;
    }

    /** Writes the tensors in the order of their names; the header is padded so that the data is aligned to 8 bytes. */
    static void write(OutputStream out, Map<String, Tensor> tensors) throws IOException {
        ObjectNode header = JsonNodeFactory.instance.objectNode();
        Map<String, Tensor> sorted = new TreeMap<>(tensors);
        long offset = 0;
        for (Map.Entry<String, Tensor> e : sorted.entrySet()) {
            ObjectNode entry = header.putObject(e.getKey());
            entry.put("dtype", "F32");
            ArrayNode shape = entry.putArray("shape");
            for (int dimension : e.getValue().shape()) {
                shape.add(dimension);
            }
            long end = offset + (long) Float.BYTES * e.getValue().values().length;
            entry.putArray("data_offsets").add(offset).add(end);
            offset = end;
        }
        StringBuilder text = new StringBuilder(header.toString());
        int bytes = text.toString().getBytes(StandardCharsets.UTF_8).length;
        text.append(" ".repeat((8 - bytes % 8) % 8));
        byte[] headerBytes = text.toString().getBytes(StandardCharsets.UTF_8);
        out.write(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(headerBytes.length)
                .array());
        out.write(headerBytes);
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (Tensor tensor : sorted.values()) {
            float[] values = tensor.values();
            for (int from = 0; from < values.length; from += CHUNK_BYTES / Float.BYTES) {
                int count = Math.min(values.length - from, CHUNK_BYTES / Float.BYTES);
                chunk.clear();
                chunk.asFloatBuffer().put(values, from, count);
                out.write(chunk.array(), 0, count * Float.BYTES);
            }
        }
    }

    private static List<Entry> readHeader(InputStream in, long length, String file)
            throws SnapshotException, IOException {
        if (length < Long.BYTES) {
            throw new SnapshotException(file + ": is " + length + " bytes long, too short for a header length");
        }
        long headerBytes = ByteBuffer.wrap(readFully(in, Long.BYTES, file))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong();
        if (headerBytes < 2 || headerBytes > MAX_HEADER_BYTES || headerBytes > length - Long.BYTES) {
            throw new SnapshotException(file + ": header length must be between 2 and "
                    + Math.max(2, Math.min(MAX_HEADER_BYTES, length - Long.BYTES)) + ", not "
                    + Long.toUnsignedString(headerBytes));
        }
        byte[] bytes = readFully(in, (int) headerBytes, file);
        if (bytes[0] != '{') {
            throw new SnapshotException(file + ": header must begin with '{'");
        }
        JsonNode header = StrictJson.parse(bytes, file + ": header");
        long dataBytes = length - Long.BYTES - headerBytes;
        List<Entry> entries = new ArrayList<>();
        for (Iterator<Map.Entry<String, JsonNode>> i = header.fields(); i.hasNext(); ) {
            Map.Entry<String, JsonNode> field = i.next();
            if (field.getKey().equals(METADATA)) {
                checkMetadata(field.getValue(), file);
            } else {
                entries.add(entry(field.getKey(), field.getValue(), dataBytes, file));
            }
        }
        checkLayout(entries, dataBytes, file);
        return entries;
    }

    private static void checkMetadata(JsonNode metadata, String file) throws SnapshotException {
        boolean strings = metadata.isObject();
        for (JsonNode value : metadata) {
            strings &= value.isTextual();
        }
        if (!strings) {
            throw new SnapshotException(file + ": " + METADATA + " must be a map of strings, not " + value(metadata));
        }
    }

    private static Entry entry(String name, JsonNode node, long dataBytes, String file) throws SnapshotException {
        String where = file + ": tensor '" + OneLine.of(name) + "'";
        if (!node.isObject()) {
            throw new SnapshotException(where + " must be an object, not " + value(node));
        }
        for (Iterator<String> keys = node.fieldNames(); keys.hasNext(); ) {
            String key = keys.next();
            if (!key.equals("dtype") && !key.equals("shape") && !key.equals("data_offsets")) {
                throw new SnapshotException(where + " has the unknown key '" + OneLine.of(key) + "'");
            }
        }
        if (!node.path("dtype").isTextual() || !node.path("dtype").textValue().equals("F32")) {
            throw new SnapshotException(where + ": dtype must be F32, not " + value(node.path("dtype")));
        }
        int[] shape = shape(node.path("shape"), where);
        long elements = 1;
        for (int dimension : shape) {
            // Two ints multiply without overflow in a long, and the product is bounded before the next one.
            elements *= dimension;
            if (elements > MAX_ELEMENTS) {
                throw new SnapshotException(where + ": shape " + value(node.path("shape")) + " has more than "
                        + MAX_ELEMENTS + " elements");
            }
        }
        JsonNode offsets = node.path("data_offsets");
        if (!offsets.isArray()
                || offsets.size() != 2
                || !isNonNegativeLong(offsets.get(0))
                || !isNonNegativeLong(offsets.get(1))) {
            throw new SnapshotException(
                    where + ": data_offsets must be two integers that are not negative, not " + value(offsets));
        }
        long begin = offsets.get(0).longValue();
        long end = offsets.get(1).longValue();
        if (begin > end || end > dataBytes) {
            throw new SnapshotException(where + ": data_offsets " + value(offsets) + " do not lie within the file's "
                    + dataBytes + " data bytes");
        }
        if (end - begin != elements * Float.BYTES) {
            throw new SnapshotException(where + ": shape " + value(node.path("shape")) + " needs "
                    + elements * Float.BYTES + " bytes, data_offsets " + value(offsets) + " hold " + (end - begin));
        }
        return new Entry(name, shape, (int) elements, begin, end);
    }

    private static int[] shape(JsonNode node, String where) throws SnapshotException {
        boolean valid = node.isArray();
        for (JsonNode dimension : node) {
            valid &= isNonNegativeLong(dimension) && dimension.longValue() <= Integer.MAX_VALUE;
        }
        if (!valid) {
            throw new SnapshotException(
                    where + ": shape must be a list of integers that are not negative, not " + value(node));
        }
        int[] shape = new int[node.size()];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = node.get(i).intValue();
        }
        return shape;
    }

    /** Sorts by position: each tensor must begin where the one before it ended, and the last end at the end of the file. */
    private static void checkLayout(List<Entry> entries, long dataBytes, String file) throws SnapshotException {
        entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        long position = 0;
        for (Entry entry : entries) {
            if (entry.begin < position) {
                throw new SnapshotException(file + ": tensor '" + OneLine.of(entry.name) + "' at byte " + entry.begin
                        + " overlaps the one that ends at " + position);
            }
            if (entry.begin > position) {
                throw new SnapshotException(file + ": hole of " + (entry.begin - position) + " bytes before tensor '"
                        + OneLine.of(entry.name) + "' at byte " + entry.begin);
            }
            position = entry.end;
        }
        if (position != dataBytes) {
            throw new SnapshotException(
                    file + ": hole of " + (dataBytes - position) + " bytes after the last tensor at byte " + position);
        }
    }

    private static float[] readValues(InputStream in, Entry entry, byte[] chunk, String file)
            throws SnapshotException, IOException {
        float[] values = new float[entry.elements];
        ByteBuffer buffer = ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN);
        for (int from = 0; from < values.length; ) {
            int count = Math.min(values.length - from, CHUNK_BYTES / Float.BYTES);
            readFully(in, chunk, count * Float.BYTES, file);
            buffer.clear();
            buffer.asFloatBuffer().get(values, from, count);
            from += count;
        }
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new SnapshotException(file + ": tensor '" + OneLine.of(entry.name) + "' holds " + values[i]
                        + " at element " + i + "; every weight must be finite");
            }
        }
        return values;
    }

    private static byte[] readFully(InputStream in, int count, String file) throws SnapshotException, IOException {
        byte[] bytes = new byte[count];
        readFully(in, bytes, count, file);
        return bytes;
    }

    private static void readFully(InputStream in, byte[] target, int count, String file)
            throws SnapshotException, IOException {
        if (in.readNBytes(target, 0, count) != count) {
            throw new SnapshotException(file + ": ends too early", new EOFException());
        }
    }

    private static boolean isNonNegativeLong(JsonNode node) {
        return node.isIntegralNumber() && node.canConvertToLong() && node.longValue() >= 0;
    }

    private static String value(JsonNode node) {
        return node.isMissingNode() ? "nothing" : OneLine.of(node.toString());
    }
}
