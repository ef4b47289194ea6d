package io.metarefresh.job.flink.serializer;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * The values of an entity in state, which their owner packs into bytes and versions itself. Written as length and bytes. The arrays
 * count as immutable: nobody modifies one that was read from or handed to state.
 */
public final class PackedValueSerializer extends ValueSerializer<byte[]> {
    private static final long serialVersionUID = 1L;

    @Override
    public void serialize(byte[] value, DataOutputView target) throws IOException {
        DataViewCodec.writeBytes(value, target);
    }

    @Override
    public byte[] deserialize(DataInputView source) throws IOException {
        return DataViewCodec.readBytes(source);
    }

    @Override
    public TypeSerializerSnapshot<byte[]> snapshotConfiguration() {
        return new io.metarefresh.job.flink.PackedValueSerializer.Snapshot();
    }
}
