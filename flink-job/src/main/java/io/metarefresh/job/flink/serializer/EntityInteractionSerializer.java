package io.metarefresh.job.flink.serializer;

import io.metarefresh.job.member.RowTransfer;
import io.metarefresh.job.record.EntityInteraction;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** {@link EntityInteraction} between decode and the keyed step. */
public final class EntityInteractionSerializer extends InFlightSerializer<EntityInteraction> {
    private static final long serialVersionUID = 1L;

    @Override
    public void serialize(EntityInteraction value, DataOutputView target) throws IOException {
        DataViewCodec.writeBytes(RowTransfer.write(value), target);
    }

    @Override
    public EntityInteraction deserialize(DataInputView source) throws IOException {
        return RowTransfer.read(DataViewCodec.readBytes(source));
    }
}
