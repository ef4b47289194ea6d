package io.metarefresh.cli.verify;

import com.google.common.hash.Hashing;

/**
 * Some of the entities: those whose key has a hash, 32 bits without sign, in a range. A key that is null counts as hash 0.
 *
 * @param from the first hash
 * @param to behind the last one
 */
record HashRange(long from, long to) {
    static final long HASHES = 1L << 32;

    boolean includes(byte[] key) {
        if (from == 0 && to >= HASHES) {
            return true;
        }
        long hash = key == null
                ? 0
                : Integer.toUnsignedLong(
                        Hashing.murmur3_32_fixed().hashBytes(key).asInt());
        return hash >= from && hash < to;
    }

    /** Whether it can be made smaller. */
    boolean divisible() {
        return to - from > 1;
    }
}
