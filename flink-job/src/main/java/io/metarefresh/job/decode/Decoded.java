package io.metarefresh.job.decode;

import io.metarefresh.job.record.CaseAction;
import io.metarefresh.job.record.DeadLetterCause;

/**
 * The result of decoding one record: accepted or refused.
 *
 * @param <T> what an accepted record becomes
 */
public sealed interface Decoded<T> {

    /** The same as the result of a wider type. */
    @SuppressWarnings("unchecked") // an immutable result of a narrower type is one of the wider type
    static <T> Decoded<T> widen(Decoded<? extends T> decoded) {
        return (Decoded<T>) decoded;
    }

    /** Calls the action that fits. */
    <E extends Exception> void acceptedOrRefused(
            CaseAction<? super T, E> accepted, CaseAction<? super Refused<T>, E> refused) throws E;

    /** A valid input. */
    record Accepted<T>(T value) implements Decoded<T> {
        @Override
        public <E extends Exception> void acceptedOrRefused(
                CaseAction<? super T, E> accepted, CaseAction<? super Refused<T>, E> refused) throws E {
            accepted.apply(value);
        }
    }

    /** A refused record; the message names field and value in one line. */
    record Refused<T>(DeadLetterCause cause, String message) implements Decoded<T> {
        @Override
        public <E extends Exception> void acceptedOrRefused(
                CaseAction<? super T, E> accepted, CaseAction<? super Refused<T>, E> refused) throws E {
            refused.apply(this);
        }
    }
}
