package io.metarefresh.job.record;

import io.metarefresh.schemas.BadRecordException;

/** Why a record is refused; the names are values of the dead letter's cause header and of metrics, and stay as they are. */
public enum DeadLetterCause {
    NULL_VALUE,
    OVERSIZE,
    TOO_SHORT,
    BAD_MAGIC,
    UNKNOWN_SCHEMA,
    WRONG_SCHEMA,
    MALFORMED_AVRO,
    TRAILING_BYTES,
    EMPTY_ID,
    KEY_MISMATCH,
    CONTRACT,
    CLOCK;

    /** The cause of bytes that are no record of the topic. */
    public static DeadLetterCause of(BadRecordException.Cause cause) {
        return switch (cause) {
            case NULL_VALUE -> NULL_VALUE;
            case TOO_SHORT -> TOO_SHORT;
            case BAD_MAGIC -> BAD_MAGIC;
            case UNKNOWN_SCHEMA -> UNKNOWN_SCHEMA;
            case WRONG_SCHEMA -> WRONG_SCHEMA;
            case MALFORMED_AVRO -> MALFORMED_AVRO;
            case TRAILING_BYTES -> TRAILING_BYTES;
        };
    }
}
