package io.metarefresh.job.flink.serializer;

import io.metarefresh.job.record.Announcement;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** {@link Announcement} between decode and admission, and in the state of the latter. Every value starts with the version of its form. */
public final class AnnouncementSerializer extends ValueSerializer<Announcement> {
    private static final long serialVersionUID = 1L;

    private static final int VERSION = 1;

    @Override
    public void serialize(Announcement value, DataOutputView target) throws IOException {
        target.writeByte(VERSION);
        DataViewCodec.writeText(value.modelName(), target);
        target.writeLong(value.modelVersion());
        DataViewCodec.writeText(value.uri(), target);
        DataViewCodec.writeText(value.sha256(), target);
    }

    @Override
    public Announcement deserialize(DataInputView source) throws IOException {
        DataViewCodec.version("announcement of a snapshot", VERSION, source);
        return new Announcement(
                DataViewCodec.readText(source),
                source.readLong(),
                DataViewCodec.readText(source),
                DataViewCodec.readText(source));
    }

    @Override
    public TypeSerializerSnapshot<Announcement> snapshotConfiguration() {
        return new io.metarefresh.job.flink.AnnouncementSerializer.Snapshot();
    }
}
