package io.metarefresh.job.flink.serializer;

import io.metarefresh.job.record.AdmittedSnapshot;
import io.metarefresh.job.rollout.RolloutState;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** {@link RolloutState} in the state of the keyed step. Every value starts with the version of its form. */
public final class RolloutStateSerializer extends ValueSerializer<RolloutState> {
    private static final long serialVersionUID = 1L;

    private static final int VERSION = 1;
    private static final AdmittedSnapshotSerializer SNAPSHOTS = new AdmittedSnapshotSerializer();

    @Override
    public void serialize(RolloutState value, DataOutputView target) throws IOException {
        target.writeByte(VERSION);
        SNAPSHOTS.serialize(value.snapshot(), target);
        target.writeUTF(value.phase().name());
    }

    @Override
    public RolloutState deserialize(DataInputView source) throws IOException {
        DataViewCodec.version("progress of a rollout", VERSION, source);
        AdmittedSnapshot snapshot = SNAPSHOTS.deserialize(source);
        return new RolloutState(snapshot, RolloutState.Phase.valueOf(source.readUTF()));
    }

    @Override
    public TypeSerializerSnapshot<RolloutState> snapshotConfiguration() {
        return new io.metarefresh.job.flink.RolloutStateSerializer.Snapshot();
    }
}
