package io.metarefresh.job.flink.serializer;

import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.InteractionCodec;
import io.metarefresh.job.record.ProfileChange;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** {@link ProfileChange} between decode and the keyed step. */
public final class ProfileChangeSerializer extends InFlightSerializer<ProfileChange> {
    private static final long serialVersionUID = 1L;

    @Override
    public void serialize(ProfileChange value, DataOutputView target) throws IOException {
        DataViewCodec.writeText(value.entityId(), target);
        DataViewCodec.writeBytes(
                value.isNullValue() ? null : InteractionCodec.encodeFeatures(value.features()), target);
        target.writeLong(value.updatedAtMillis());
        target.writeLong(value.forgetUpToMillis());
        target.writeLong(value.timestampMillis());
    }

    @Override
    public ProfileChange deserialize(DataInputView source) throws IOException {
        String entityId = DataViewCodec.readText(source);
        byte[] bytes = DataViewCodec.readBytes(source);
        Features features = bytes == null ? null : InteractionCodec.decodeFeatures(bytes);
        return new ProfileChange(entityId, features, source.readLong(), source.readLong(), source.readLong());
    }
}
