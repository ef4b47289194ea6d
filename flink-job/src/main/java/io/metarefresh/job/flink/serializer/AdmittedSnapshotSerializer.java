package io.metarefresh.job.flink.serializer;

import io.metarefresh.job.record.AdmittedSnapshot;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** {@link AdmittedSnapshot} between the steps and in their state. Every value starts with the version of its form. */
public final class AdmittedSnapshotSerializer extends ValueSerializer<AdmittedSnapshot> {
    private static final long serialVersionUID = 1L;

    private static final int VERSION = 1;

    @Override
    public void serialize(AdmittedSnapshot value, DataOutputView target) throws IOException {
        target.writeByte(VERSION);
        DataViewCodec.writeText(value.modelName(), target);
        target.writeLong(value.modelVersion());
        DataViewCodec.writeText(value.uri(), target);
        DataViewCodec.writeText(value.sha256(), target);
        DataViewCodec.writeText(value.globalSha256(), target);
    }

    @Override
    public AdmittedSnapshot deserialize(DataInputView source) throws IOException {
        DataViewCodec.version("admitted snapshot", VERSION, source);
        return new AdmittedSnapshot(
                DataViewCodec.readText(source),
                source.readLong(),
                DataViewCodec.readText(source),
                DataViewCodec.readText(source),
                DataViewCodec.readText(source));
    }

    @Override
    public TypeSerializerSnapshot<AdmittedSnapshot> snapshotConfiguration() {
        return new io.metarefresh.job.flink.AdmittedSnapshotSerializer.Snapshot();
    }
}
