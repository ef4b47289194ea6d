package io.metarefresh.schemas;

/** Bytes that are not a valid record of the topic: data for the dead-letter topic, never a reason to fail. */
public class BadRecordException extends Exception {
    private static final long serialVersionUID = 1L;

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

    public BadRecordException(Cause reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Cause reason() {
        return reason;
    }
}
