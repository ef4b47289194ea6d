package io.metarefresh.job.decode;

import io.metarefresh.job.record.Announcement;
import io.metarefresh.job.record.DeadLetterCause;
import io.metarefresh.job.record.RawRecord;
import io.metarefresh.schemas.BadRecordException;
import io.metarefresh.schemas.RecordDecoder;
import io.metarefresh.schemas.SnapshotActivation;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Decodes and checks records of the snapshots topic; a null value withdraws what its key names. */
public final class AnnouncementDecoding extends RecordDecoding<Announcement> {
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern KEY = Pattern.compile("(.+)@(\\d{1,18})");

    private final RecordDecoder<SnapshotActivation> decoder;

    public AnnouncementDecoding(RecordDecoder<SnapshotActivation> decoder, int maxRecordBytes) {
        super(maxRecordBytes);
        this.decoder = decoder;
    }

    @Override
    Announcement accepted(RawRecord record) throws RecordChecks.Refusal, BadRecordException {
        String key = RecordChecks.key(record);
        if (record.value() == null) {
            Matcher name = KEY.matcher(key);
            if (!name.matches()) {
                throw new RecordChecks.Refusal(DeadLetterCause.KEY_MISMATCH, "the key is not name@version");
            }
            RecordChecks.oneLine("model_name", name.group(1));
            return Announcement.withdrawn(name.group(1), Long.parseLong(name.group(2)));
        }
        SnapshotActivation activation = decoder.decode(record.value());
        RecordChecks.id("model_name", activation.getModelName());
        RecordChecks.oneLine("model_name", activation.getModelName());
        RecordChecks.id("uri", activation.getUri());
        RecordChecks.oneLine("uri", activation.getUri());
        if (!SHA_256.matcher(activation.getSha256()).matches()) {
            throw new RecordChecks.Refusal(DeadLetterCause.CONTRACT, "sha256 must be 64 lower-case hexadecimal digits");
        }
        Announcement announcement = new Announcement(
                activation.getModelName(), activation.getModelVersion(), activation.getUri(), activation.getSha256());
        RecordChecks.sameId(key, "name@version", announcement.id());
        return announcement;
    }
}
