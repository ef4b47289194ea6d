package io.metarefresh.job.flink.serializer;

import io.metarefresh.job.member.RowTransfer;
import io.metarefresh.job.record.EntityInteraction;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** {@link EntityInteraction} between decode and the keyed step. */
public final class EntityInteractionSerializer extends ValueSerializer<EntityInteraction> {
    private static final long serialVersionUID = 1L;

    @Override
    public void serialize(EntityInteraction value, DataOutputView target) throws IOException {
        DataViewCodec.writeBytes(RowTransfer.write(value), target);
    }

    @Override
    public EntityInteraction deserialize(DataInputView source) throws IOException {
        return RowTransfer.read(DataViewCodec.readBytes(source));
    }

    @Override
    public TypeSerializerSnapshot<EntityInteraction> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Always compatible: the value is only written between the steps of a running job. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<EntityInteraction> {
        public Snapshot() {
            super(EntityInteractionSerializer::new);
        }
    }
}
