package io.metarefresh.job.flink.serializer;

import io.metarefresh.job.record.SideInput;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** {@link SideInput} on its way to the keyed step. */
public final class SideInputSerializer extends InFlightSerializer<SideInput> {
    private static final long serialVersionUID = 1L;

    private static final ProfileChangeSerializer PROFILE_CHANGES = new ProfileChangeSerializer();
    private static final AdmittedSnapshotSerializer SNAPSHOTS = new AdmittedSnapshotSerializer();

    @Override
    public void serialize(SideInput value, DataOutputView target) throws IOException {
        value.profileOrSnapshot(
                profile -> {
                    target.writeBoolean(true);
                    PROFILE_CHANGES.serialize(profile, target);
                },
                snapshot -> {
                    target.writeBoolean(false);
                    SNAPSHOTS.serialize(snapshot, target);
                });
    }

    @Override
    public SideInput deserialize(DataInputView source) throws IOException {
        return source.readBoolean() ? PROFILE_CHANGES.deserialize(source) : SNAPSHOTS.deserialize(source);
    }
}
