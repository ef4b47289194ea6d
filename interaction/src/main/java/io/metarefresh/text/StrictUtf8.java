package io.metarefresh.text;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** UTF-8 without leniency: malformed bytes are an error, because different bytes must not decode to the same text. */
public final class StrictUtf8 {
    private static final char REPLACEMENT = '\uFFFD';

    private StrictUtf8() {}

    /** The text of all these bytes. */
    public static String decode(byte[] bytes) throws CharacterCodingException {
        return decode(bytes, 0, bytes.length);
    }

    /**
     * The text of a part of the array.
     *
     * @param offset of the first byte
     * @param length in bytes
     * @throws CharacterCodingException when the part is not UTF-8
     */
    public static String decode(byte[] bytes, int offset, int length) throws CharacterCodingException {
        // The lenient decoding is several times as fast, and puts a replacement character where something is malformed.
        String text = new String(bytes, offset, length, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) >= 0) {
            // It may have been written as such: a strict decoder tells.
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, offset, length));
        }
        return text;
    }
}
