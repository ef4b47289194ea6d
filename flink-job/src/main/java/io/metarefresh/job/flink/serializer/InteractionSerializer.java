package io.metarefresh.job.flink.serializer;

import io.metarefresh.interaction.Interaction;
import io.metarefresh.interaction.InteractionCodec;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Rows of the support set in state, in the canonical form that {@link InteractionCodec} versions itself. */
public final class InteractionSerializer extends ValueSerializer<Interaction> {
    private static final long serialVersionUID = 1L;

    @Override
    public void serialize(Interaction value, DataOutputView target) throws IOException {
        DataViewCodec.writeBytes(InteractionCodec.encode(value), target);
    }

    @Override
    public Interaction deserialize(DataInputView source) throws IOException {
        return InteractionCodec.decode(DataViewCodec.readBytes(source));
    }

    @Override
    public TypeSerializerSnapshot<Interaction> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Always compatible: the codec writes its version into every value and reads all earlier ones. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<Interaction> {
        public Snapshot() {
            super(InteractionSerializer::new);
        }
    }
}
