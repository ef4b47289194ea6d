package io.metarefresh.snapshot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.metarefresh.text.StrictUtf8;
import java.nio.charset.CharacterCodingException;

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
            return MAPPER.readTree(StrictUtf8.decode(bytes));
        } catch (CharacterCodingException e) {
            throw new SnapshotException(what + ": is not UTF-8", e);
        } catch (JsonProcessingException e) {
            throw new SnapshotException(what + ": is not valid JSON: " + JsonError.of(e), e);
        }
    }
}
