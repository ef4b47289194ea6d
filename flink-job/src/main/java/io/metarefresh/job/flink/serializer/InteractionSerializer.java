package io.metarefresh.job.flink.serializer;

import io.metarefresh.interaction.Interaction;
import io.metarefresh.interaction.InteractionCodec;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** {@link Interaction} as a row of a refresh, in the form that {@link InteractionCodec} versions itself. */
public final class InteractionSerializer extends InFlightSerializer<Interaction> {
    private static final long serialVersionUID = 1L;

    @Override
    public void serialize(Interaction value, DataOutputView target) throws IOException {
        DataViewCodec.writeBytes(InteractionCodec.encode(value), target);
    }

    @Override
    public Interaction deserialize(DataInputView source) throws IOException {
        return InteractionCodec.decode(DataViewCodec.readBytes(source));
    }
}
