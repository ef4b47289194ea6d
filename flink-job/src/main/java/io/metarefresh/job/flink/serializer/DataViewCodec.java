package io.metarefresh.job.flink.serializer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Bytes, texts and nullable values on Flink's views. Texts may be longer than the 64 KiB of {@code writeUTF}. */
public final class DataViewCodec {
    private DataViewCodec() {}

    /** Null is written as length −1. */
    static void writeBytes(byte[] bytes, DataOutputView target) throws IOException {
        if (bytes == null) {
            target.writeInt(-1);
        } else {
            target.writeInt(bytes.length);
            target.write(bytes);
        }
    }

    static byte[] readBytes(DataInputView source) throws IOException {
        int length = source.readInt();
        if (length < 0) {
            return null;
        }
        byte[] bytes = new byte[length];
        source.readFully(bytes);
        return bytes;
    }

    /** Reads the version that a stored value starts with. */
    public static int version(String what, int newest, DataInputView source) throws IOException {
        int version = source.readByte();
        if (version < 1 || version > newest) {
            throw new IOException("stored " + what + " has version " + version + ", this job reads up to " + newest
                    + ": it was written by a newer job");
        }
        return version;
    }

    static void writeText(String text, DataOutputView target) throws IOException {
        writeBytes(text == null ? null : text.getBytes(StandardCharsets.UTF_8), target);
    }

    static String readText(DataInputView source) throws IOException {
        byte[] bytes = readBytes(source);
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    static void writeFloats(float[] floats, DataOutputView target) throws IOException {
        target.writeInt(floats.length);
        for (float value : floats) {
            target.writeFloat(value);
        }
    }

    static float[] readFloats(DataInputView source) throws IOException {
        float[] floats = new float[source.readInt()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = source.readFloat();
        }
        return floats;
    }

    static void writeNullableFloat(Float value, DataOutputView target) throws IOException {
        target.writeBoolean(value != null);
        if (value != null) {
            target.writeFloat(value);
        }
    }

    static Float readNullableFloat(DataInputView source) throws IOException {
        return source.readBoolean() ? source.readFloat() : null;
    }
}
