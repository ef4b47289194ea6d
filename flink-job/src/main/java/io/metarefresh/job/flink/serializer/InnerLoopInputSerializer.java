package io.metarefresh.job.flink.serializer;

import io.metarefresh.job.record.InnerLoopInput;
import io.metarefresh.job.record.SnapshotSwitch;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** {@link InnerLoopInput} between the keyed step and the inner loop; used only where the two are not chained. */
public final class InnerLoopInputSerializer extends InFlightSerializer<InnerLoopInput> {
    private static final long serialVersionUID = 1L;

    private static final RefreshSerializer REFRESHES = new RefreshSerializer();
    private static final AdmittedSnapshotSerializer SNAPSHOTS = new AdmittedSnapshotSerializer();

    @Override
    public void serialize(InnerLoopInput value, DataOutputView target) throws IOException {
        value.refreshOrSwitch(
                refresh -> {
                    target.writeBoolean(true);
                    REFRESHES.serialize(refresh, target);
                },
                next -> {
                    target.writeBoolean(false);
                    // What is prepared stays in its process.
                    SNAPSHOTS.serialize(next.snapshot(), target);
                });
    }

    @Override
    public InnerLoopInput deserialize(DataInputView source) throws IOException {
        return source.readBoolean()
                ? REFRESHES.deserialize(source)
                : new SnapshotSwitch(SNAPSHOTS.deserialize(source), null);
    }
}
