package io.metarefresh.job.decode;

import io.metarefresh.job.record.DeadLetterCause;
import io.metarefresh.job.record.RawRecord;
import io.metarefresh.schemas.BadRecordException;

/**
 * Decodes and checks the records of one topic. Holds nothing of one record while it decodes the next.
 *
 * @param <T> what an accepted record becomes
 */
public abstract class RecordDecoding<T> {
    private final int maxRecordBytes;

    /** @param maxRecordBytes bound of key and value together */
    RecordDecoding(int maxRecordBytes) {
        this.maxRecordBytes = maxRecordBytes;
    }

    /** Never throws on account of the record. */
    public final Decoded<T> decode(RawRecord record) {
        try {
            RecordChecks.size(record, maxRecordBytes);
            return new Decoded.Accepted<>(accepted(record));
        } catch (RecordChecks.Refusal e) {
            return e.refused();
        } catch (BadRecordException e) {
            return new Decoded.Refused<>(DeadLetterCause.of(e.reason()), e.getMessage());
        }
    }

    /** What the record becomes; its size is checked. */
    abstract T accepted(RawRecord record) throws RecordChecks.Refusal, BadRecordException;
}
