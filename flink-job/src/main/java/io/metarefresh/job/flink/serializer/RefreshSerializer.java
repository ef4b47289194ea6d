package io.metarefresh.job.flink.serializer;

import io.metarefresh.innerloop.SupportTask;
import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.interaction.InteractionCodec;
import io.metarefresh.job.record.Reason;
import io.metarefresh.job.record.Refresh;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** {@link Refresh} between the keyed step and the inner loop; used only where the two are not chained. */
public final class RefreshSerializer extends InFlightSerializer<Refresh> {
    private static final long serialVersionUID = 1L;

    private static final InteractionSerializer INTERACTIONS = new InteractionSerializer();

    @Override
    public void serialize(Refresh value, DataOutputView target) throws IOException {
        DataViewCodec.writeText(value.entityId(), target);
        value.adaptOrForget(adapt -> adapt(adapt, target), forget -> forget(forget, target));
    }

    private static void adapt(Refresh.Adapt adapt, DataOutputView target) throws IOException {
        target.writeBoolean(true);
        DataViewCodec.writeBytes(InteractionCodec.encodeFeatures(adapt.task().profile()), target);
        target.writeInt(adapt.task().rows().size());
        for (Interaction row : adapt.task().rows()) {
            INTERACTIONS.serialize(row, target);
        }
        target.writeLong(adapt.asOfMillis());
        target.writeUTF(adapt.reason().name());
        target.writeLong(adapt.newestInputMillis());
    }

    private static void forget(Refresh.Forget forget, DataOutputView target) throws IOException {
        target.writeBoolean(false);
        target.writeLong(forget.forgottenAtMillis());
        target.writeLong(forget.newestInputMillis());
    }

    @Override
    public Refresh deserialize(DataInputView source) throws IOException {
        String entityId = DataViewCodec.readText(source);
        if (!source.readBoolean()) {
            return new Refresh.Forget(entityId, source.readLong(), source.readLong());
        }
        Features profile = InteractionCodec.decodeFeatures(DataViewCodec.readBytes(source));
        int size = source.readInt();
        List<Interaction> rows = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            rows.add(INTERACTIONS.deserialize(source));
        }
        SupportTask task = new SupportTask(entityId, profile, rows);
        return new Refresh.Adapt(task, source.readLong(), Reason.valueOf(source.readUTF()), source.readLong());
    }
}
