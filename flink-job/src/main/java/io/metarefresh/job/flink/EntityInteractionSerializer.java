package io.metarefresh.job.flink;

import io.metarefresh.job.record.EntityInteraction;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** {@link EntityInteraction} between decode and the keyed step. */
public final class EntityInteractionSerializer extends ValueSerializer<EntityInteraction> {
    private static final long serialVersionUID = 1L;

    private static final InteractionSerializer INTERACTIONS = new InteractionSerializer();

    @Override
    public void serialize(EntityInteraction value, DataOutputView target) throws IOException {
        Wire.writeText(value.entityId(), target);
        INTERACTIONS.serialize(value.interaction(), target);
        target.writeInt(value.partition());
        target.writeLong(value.timestampMillis());
    }

    @Override
    public EntityInteraction deserialize(DataInputView source) throws IOException {
        return new EntityInteraction(
                Wire.readText(source), INTERACTIONS.deserialize(source), source.readInt(), source.readLong());
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
