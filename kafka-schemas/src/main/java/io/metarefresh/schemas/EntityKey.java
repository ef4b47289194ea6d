package io.metarefresh.schemas;

import io.metarefresh.text.StrictUtf8;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Record keys: the entity id as UTF-8, with no framing, so that every client's default partitioner agrees on them. */
public final class EntityKey {
    private EntityKey() {}

    public static byte[] encode(String entityId) {
        return entityId.getBytes(StandardCharsets.UTF_8);
    }

    /** The id, empty when the key is null, has no bytes or is not UTF-8. */
    public static Optional<String> decode(byte[] key) {
        if (key == null || key.length == 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(StrictUtf8.decode(key));
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
