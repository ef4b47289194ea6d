package io.metarefresh.job.decode;

import io.metarefresh.job.record.DeadLetterCause;
import io.metarefresh.job.record.RawRecord;
import io.metarefresh.text.OneLine;
import io.metarefresh.text.StrictUtf8;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import java.time.Instant;

/** Checks that both input topics share. */
final class RecordChecks {
    private RecordChecks() {}

    /** Ends the decoding of a record; never leaves this package. */
    static final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;
        private final DeadLetterCause reason;

        Refusal(DeadLetterCause reason, String message) {
            super(message, null, false, false);
            this.reason = reason;
        }

        <T> Decoded<T> refused() {
            return new Decoded.Refused<>(reason, getMessage());
        }
    }

    static void size(RawRecord record, int maxRecordBytes) throws Refusal {
        if (record.size() > maxRecordBytes) {
            throw new Refusal(
                    DeadLetterCause.OVERSIZE,
                    "key and value have " + record.size() + " bytes, more than " + maxRecordBytes);
        }
    }

    /** The key as text. */
    static String key(RawRecord record) throws Refusal {
        if (record.key() == null || record.key().length == 0) {
            throw new Refusal(DeadLetterCause.EMPTY_ID, "the record has no key");
        }
        try {
            return StrictUtf8.decode(record.key());
        } catch (CharacterCodingException e) {
            throw new Refusal(DeadLetterCause.KEY_MISMATCH, "the key is not UTF-8");
        }
    }

    static String id(String field, String value) throws Refusal {
        if (value.isEmpty()) {
            throw new Refusal(DeadLetterCause.EMPTY_ID, field + " is empty");
        }
        return value;
    }

    static void sameId(String key, String field, String value) throws Refusal {
        if (!key.equals(value)) {
            throw new Refusal(
                    DeadLetterCause.KEY_MISMATCH,
                    "the key is '" + OneLine.of(key) + "' but " + field + " is '" + OneLine.of(value) + "'");
        }
    }

    /** A text that goes into logs as it is must not write lines of its own there. */
    static void oneLine(String field, String value) throws Refusal {
        if (OneLine.isBroken(value)) {
            throw new Refusal(
                    DeadLetterCause.CONTRACT,
                    field + " '" + OneLine.of(value) + "' holds a line break or another control character");
        }
    }

    /**
     * CLOCK: a time far in the future would jam its entity and the watermark. A time before 1970 is refused too, because the least number
     * stands for "never" here and in Flink.
     */
    static void clock(RawRecord record, String field, long timeMillis, Duration maxClockSkew) throws Refusal {
        if (record.timestampMillis() < 0) {
            throw new Refusal(DeadLetterCause.CLOCK, "the record has no Kafka timestamp to compare " + field + " with");
        }
        if (timeMillis < 0) {
            throw new Refusal(
                    DeadLetterCause.CLOCK, field + " " + Instant.ofEpochMilli(timeMillis) + " lies before 1970");
        }
        long latestMillis = record.timestampMillis() + maxClockSkew.toMillis();
        if (latestMillis >= 0 && timeMillis > latestMillis) {
            throw new Refusal(
                    DeadLetterCause.CLOCK,
                    field + " " + Instant.ofEpochMilli(timeMillis) + " is more than " + maxClockSkew
                            + " after the record's Kafka timestamp " + Instant.ofEpochMilli(record.timestampMillis()));
        }
    }

    static void contract(String violation) throws Refusal {
        if (violation != null) {
            throw new Refusal(DeadLetterCause.CONTRACT, violation);
        }
    }
}
