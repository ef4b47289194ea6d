package io.metarefresh.schemas;

import io.metarefresh.text.OneLine;

/** Bytes that are not a valid record of the topic: data for the dead-letter topic, never a reason to fail. */
public class BadRecordException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int MAX_MESSAGE_LENGTH = 500;

    /** Why the bytes are refused; the names are values of the dead letter's cause header. */
    public enum Cause {
        NULL_VALUE,
        TOO_SHORT,
        BAD_MAGIC,
        UNKNOWN_SCHEMA,
        WRONG_SCHEMA,
        MALFORMED_AVRO,
        TRAILING_BYTES
    }

    private final Cause reason;

    /** @param message is made one line and cut, because it may hold names and text of the record */
    public BadRecordException(Cause reason, String message) {
        super(OneLine.of(message, MAX_MESSAGE_LENGTH));
        this.reason = reason;
    }

    public Cause reason() {
        return reason;
    }
}
