package io.metarefresh.job.decode;

import io.metarefresh.job.record.DeadLetterCause;

/**
 * The result of decoding one record: there is no third case.
 *
 * @param <T> what an accepted record becomes
 */
public sealed interface Decoded<T> {

    /** The same as the result of a wider type. */
    @SuppressWarnings("unchecked") // an immutable result of a narrower type is one of the wider type
    static <T> Decoded<T> widen(Decoded<? extends T> decoded) {
        return (Decoded<T>) decoded;
    }

    /** A valid input. */
    record Accepted<T>(T value) implements Decoded<T> {}

    /** A refused record; the message names field and value in one line. */
    record Refused<T>(DeadLetterCause cause, String message) implements Decoded<T> {}
}
