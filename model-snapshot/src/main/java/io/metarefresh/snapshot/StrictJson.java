package io.metarefresh.snapshot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** JSON without leniency: UTF-8 only, no duplicate keys, nothing after the document. */
final class StrictJson {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private StrictJson() {}

    /** Parses one JSON document; the message of the exception starts with {@code what}. */
    static JsonNode parse(byte[] bytes, String what) throws SnapshotException {
        try {
            return MAPPER.readTree(decode(bytes));
        } catch (CharacterCodingException e) {
            throw new SnapshotException(what + ": is not UTF-8", e);
        } catch (JsonProcessingException e) {
            throw new SnapshotException(what + ": is not valid JSON: " + OneLine.of(e), e);
        }
    }

    /** UTF-8 bytes as text; malformed bytes are an error, not a replacement character. */
    static String decode(byte[] bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }
}
