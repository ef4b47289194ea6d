package io.metarefresh.job.member;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Reads what {@link ByteWriter} wrote. Believes no length that the bytes left cannot hold: damaged bytes are an
 * {@link IllegalArgumentException}, and memory stays in proportion to the input.
 */
final class ByteReader {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle FLOAT = MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] bytes;
    private final int end;
    private int position;

    ByteReader(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.position = offset;
        this.end = offset + length;
    }

    int position() {
        return position;
    }

    int remaining() {
        return end - position;
    }

    int getByte() {
        return bytes[take(1)];
    }

    long getUnsigned() {
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            byte next = bytes[take(1)];
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number longer than 64 bits at byte " + position);
    }

    long getSigned() {
        long zigzag = getUnsigned();
        return zigzag >>> 1 ^ -(zigzag & 1);
    }

    /** A count of elements of at least that many bytes each. */
    int getCount(int smallestElement) {
        long count = getUnsigned();
        if (count < 0 || count > remaining() / smallestElement) {
            throw new IllegalArgumentException(
                    count + " elements announced with only " + remaining() + " bytes left at byte " + position);
        }
        return (int) count;
    }

    int getInt() {
        return (int) INT.get(bytes, take(Integer.BYTES));
    }

    float getFloat() {
        return (float) FLOAT.get(bytes, take(Float.BYTES));
    }

    float[] getFloats() {
        float[] values = new float[getCount(Float.BYTES)];
        int at = take(values.length * Float.BYTES);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) FLOAT.get(bytes, at + i * Float.BYTES);
        }
        return values;
    }

    String getText() {
        int length = getCount(1);
        return new String(bytes, take(length), length, StandardCharsets.UTF_8);
    }

    /** Passes these bytes and returns where they start. */
    int take(int length) {
        if (length < 0 || length > end - position) {
            throw new IllegalArgumentException(
                    "the bytes end early: " + length + " wanted at byte " + position + " of " + end);
        }
        int start = position;
        position += length;
        return start;
    }

    void requireEnd() {
        if (position != end) {
            throw new IllegalArgumentException("the bytes go on for " + remaining() + " bytes after their end");
        }
    }
}
