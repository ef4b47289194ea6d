package io.metarefresh.schemas;

import java.io.IOException;

/**
 * Reads one value from Avro's binary form. Safe to use from many threads.
 *
 * @param <T> what the value becomes
 */
@FunctionalInterface
interface ValueReader<T> {
    /** @throws IOException or a RuntimeException when the bytes are not such a value */
    T read(BoundedDecoder in) throws IOException;
}
