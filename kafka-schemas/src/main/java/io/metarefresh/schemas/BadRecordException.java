package io.metarefresh.schemas;

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

    /** @param message is made one line and cut: schemas and the bytes themselves are somebody else's */
    public BadRecordException(Cause reason, String message) {
        super(oneLine(message));
        this.reason = reason;
    }

    private static String oneLine(String message) {
        String line = message.replaceAll("[\\p{Cc}\\u2028\\u2029]+", " ");
        return line.length() <= MAX_MESSAGE_LENGTH ? line : line.substring(0, MAX_MESSAGE_LENGTH) + "…";
    }

    public Cause reason() {
        return reason;
    }
}
