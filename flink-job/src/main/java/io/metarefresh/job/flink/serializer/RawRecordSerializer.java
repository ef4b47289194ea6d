package io.metarefresh.job.flink.serializer;

import io.metarefresh.job.record.RawRecord;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** {@link RawRecord} between source and decode. */
public final class RawRecordSerializer extends InFlightSerializer<RawRecord> {
    private static final long serialVersionUID = 1L;

    @Override
    public void serialize(RawRecord value, DataOutputView target) throws IOException {
        DataViewCodec.writeText(value.topic(), target);
        target.writeInt(value.partition());
        target.writeLong(value.offset());
        target.writeLong(value.timestampMillis());
        DataViewCodec.writeBytes(value.key(), target);
        DataViewCodec.writeBytes(value.value(), target);
    }

    @Override
    public RawRecord deserialize(DataInputView source) throws IOException {
        return new RawRecord(
                DataViewCodec.readText(source),
                source.readInt(),
                source.readLong(),
                source.readLong(),
                DataViewCodec.readBytes(source),
                DataViewCodec.readBytes(source));
    }
}
