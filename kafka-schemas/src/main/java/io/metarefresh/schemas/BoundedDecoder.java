package io.metarefresh.schemas;

import io.metarefresh.text.StrictUtf8;
import java.io.EOFException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.io.Decoder;
import org.apache.avro.util.Utf8;

/**
 * Avro's binary decoding of one byte array, safe on any bytes: no length is believed that the bytes left cannot hold, so that
 * decoding allocates in proportion to its input. Avro's own decoder bounds lengths only by limits of the whole JVM and takes
 * an array of two thousand million items at its word.
 *
 * <p>Stricter than Avro in two points: strings must be valid UTF-8, because different ids must not decode to the same
 * text, and a block of more items than bytes left is refused, which excludes arrays of {@code null}.
 */
final class BoundedDecoder extends Decoder {
    private static final VarHandle FLOAT = MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] bytes;
    private int position;

    BoundedDecoder(byte[] bytes, int offset) {
        this.bytes = bytes;
        this.position = offset;
    }

    int remaining() {
        return bytes.length - position;
    }

    private byte next() throws EOFException {
        if (position == bytes.length) {
            throw new EOFException("the record ends early");
        }
        return bytes[position++];
    }

    /** The position before {@code length} bytes, which are passed. */
    private int take(long length) throws EOFException {
        if (length < 0) {
            throw new AvroRuntimeException("negative length " + length);
        }
        if (length > remaining()) {
            throw new EOFException("a length of " + length + " where " + remaining() + " bytes are left");
        }
        int start = position;
        position += (int) length;
        return start;
    }

    @Override
    public void readNull() {}

    @Override
    public boolean readBoolean() throws EOFException {
        return switch (next()) {
            case 0 -> false;
            case 1 -> true;
            default -> throw new AvroRuntimeException("a boolean that is neither 0 nor 1");
        };
    }

    @Override
    public int readInt() throws EOFException {
        long value = readLong();
        if (value != (int) value) {
            throw new AvroRuntimeException("number " + value + " does not fit an int");
        }
        return (int) value;
    }

    @Override
    public long readLong() throws EOFException {
        long zigzag = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            byte b = next();
            if (shift == 63 && (b & 0xfe) != 0) {
                break;
            }
            zigzag |= (b & 0x7fL) << shift;
            if (b >= 0) {
                return (zigzag >>> 1) ^ -(zigzag & 1);
            }
        }
        throw new AvroRuntimeException("a number longer than 64 bits");
    }

    @Override
    public float readFloat() throws EOFException {
        int at = take(Float.BYTES);
        return (float) FLOAT.get(bytes, at);
    }

    /** Refuses a number of elements of a size that the bytes left cannot hold, before anything is allocated for them. */
    void requireLeft(long elements, int elementBytes) throws EOFException {
        if (elements > remaining() / elementBytes) {
            throw new EOFException(elements + " elements where " + remaining() + " bytes are left");
        }
    }

    /** Fills the array from {@code from} up to {@code to}, exclusive. */
    void readFloats(float[] target, int from, int to) throws EOFException {
        int at = take((long) (to - from) * Float.BYTES);
        for (int i = from; i < to; i++, at += Float.BYTES) {
            target[i] = (float) FLOAT.get(bytes, at);
        }
    }

    @Override
    public double readDouble() throws EOFException {
        int at = take(Double.BYTES);
        long bits = 0;
        for (int i = Double.BYTES - 1; i >= 0; i--) {
            bits = bits << 8 | (bytes[at + i] & 0xff);
        }
        return Double.longBitsToDouble(bits);
    }

    @Override
    public String readString() throws EOFException {
        int at = take(readLong());
        try {
            return StrictUtf8.decode(bytes, at, position - at);
        } catch (CharacterCodingException e) {
            throw new AvroRuntimeException("a string that is not UTF-8", e);
        }
    }

    @Override
    public Utf8 readString(Utf8 old) throws EOFException {
        return new Utf8(readString());
    }

    @Override
    public void skipString() throws EOFException {
        take(readLong());
    }

    @Override
    public ByteBuffer readBytes(ByteBuffer old) throws EOFException {
        int at = take(readLong());
        return ByteBuffer.wrap(bytes, at, position - at).slice();
    }

    @Override
    public void skipBytes() throws EOFException {
        take(readLong());
    }

    @Override
    public void readFixed(byte[] target, int start, int length) throws EOFException {
        System.arraycopy(bytes, take(length), target, start, length);
    }

    @Override
    public void skipFixed(int length) throws EOFException {
        take(length);
    }

    @Override
    public int readEnum() throws EOFException {
        return readInt();
    }

    @Override
    public int readIndex() throws EOFException {
        return readInt();
    }

    @Override
    public long readArrayStart() throws EOFException {
        return readBlock();
    }

    @Override
    public long arrayNext() throws EOFException {
        return readBlock();
    }

    @Override
    public long readMapStart() throws EOFException {
        return readBlock();
    }

    @Override
    public long mapNext() throws EOFException {
        return readBlock();
    }

    @Override
    public long skipArray() throws EOFException {
        return skipSizedBlocks();
    }

    @Override
    public long skipMap() throws EOFException {
        return skipSizedBlocks();
    }

    /** The items in the next block, 0 at the end. A negative count is followed by the block's size in bytes. */
    private long readBlock() throws EOFException {
        long count = readLong();
        if (count < 0) {
            count = -count;
            readLong();
        }
        return checkItems(count);
    }

    /** Skips the blocks that say their size; the items of the first that does not, 0 at the end. */
    private long skipSizedBlocks() throws EOFException {
        long count = readLong();
        while (count < 0) {
            take(readLong());
            count = readLong();
        }
        return checkItems(count);
    }

    private long checkItems(long count) throws EOFException {
        if (count < 0 || count > remaining()) {
            throw new EOFException("a block of " + count + " items where " + remaining() + " bytes are left");
        }
        return count;
    }
}
