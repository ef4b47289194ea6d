package io.metarefresh.job.flink;

import io.metarefresh.interaction.InteractionCodec;
import io.metarefresh.interaction.SupportSet;
import io.metarefresh.job.member.MemberHeader;
import io.metarefresh.job.record.Reason;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What is stored of an entity beside its rows. Every value starts with the version of its form, so that a later form reads earlier
 * ones and a savepoint needs no migration.
 */
public final class MemberHeaderSerializer extends ValueSerializer<MemberHeader> {
    private static final long serialVersionUID = 1L;

    private static final int VERSION = 2;
    private static final String NONE = "";

    @Override
    public void serialize(MemberHeader value, DataOutputView target) throws IOException {
        target.writeByte(VERSION);
        target.writeLong(value.newestEventTimeMillis());
        target.writeLong(value.forgottenUpToMillis());
        target.writeLong(value.asOfMillis());
        Wire.writeBytes(value.profile() == null ? null : InteractionCodec.encodeFeatures(value.profile()), target);
        target.writeLong(value.profileUpdatedAtMillis());
        target.writeBoolean(value.expired());
        target.writeLong(value.lastRefreshMillis());
        target.writeUTF(value.pending() == null ? NONE : value.pending().name());
        target.writeLong(value.pendingInputMillis());
        target.writeLong(value.eventTimerMillis());
        target.writeLong(value.publishedVersion());
    }

    @Override
    public MemberHeader deserialize(DataInputView source) throws IOException {
        int version = source.readByte();
        if (version < 1 || version > VERSION) {
            throw new IOException("state of an entity has version " + version + ", this job reads up to " + VERSION
                    + ": it was written by a newer job");
        }
        long newestEventTimeMillis = source.readLong();
        long forgottenUpToMillis = source.readLong();
        long asOfMillis = source.readLong();
        byte[] profile = Wire.readBytes(source);
        long profileUpdatedAtMillis = source.readLong();
        boolean expired = source.readBoolean();
        long lastRefreshMillis = source.readLong();
        String pending = source.readUTF();
        long pendingInputMillis = source.readLong();
        long eventTimerMillis = source.readLong();
        // The first form did not say it: older than whatever runs now, if it was ever published.
        long publishedVersion = version >= 2
                ? source.readLong()
                : lastRefreshMillis == SupportSet.NEVER ? SupportSet.NEVER : SupportSet.NEVER + 1;
        return new MemberHeader(
                newestEventTimeMillis,
                forgottenUpToMillis,
                asOfMillis,
                profile == null ? null : InteractionCodec.decodeFeatures(profile),
                profileUpdatedAtMillis,
                expired,
                lastRefreshMillis,
                pending.equals(NONE) ? null : Reason.valueOf(pending),
                pendingInputMillis,
                eventTimerMillis,
                publishedVersion);
    }

    @Override
    public TypeSerializerSnapshot<MemberHeader> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Always compatible: every value carries the version of its form. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<MemberHeader> {
        public Snapshot() {
            super(MemberHeaderSerializer::new);
        }
    }
}
