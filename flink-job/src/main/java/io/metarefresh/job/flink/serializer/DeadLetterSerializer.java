package io.metarefresh.job.flink.serializer;

import io.metarefresh.job.record.DeadLetter;
import io.metarefresh.job.record.DeadLetterCause;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** {@link DeadLetter} between decode and its sink. */
public final class DeadLetterSerializer extends InFlightSerializer<DeadLetter> {
    private static final long serialVersionUID = 1L;

    private static final RawRecordSerializer RECORDS = new RawRecordSerializer();

    @Override
    public void serialize(DeadLetter value, DataOutputView target) throws IOException {
        RECORDS.serialize(value.record(), target);
        target.writeUTF(value.cause().name());
        DataViewCodec.writeText(value.message(), target);
    }

    @Override
    public DeadLetter deserialize(DataInputView source) throws IOException {
        return new DeadLetter(
                RECORDS.deserialize(source), DeadLetterCause.valueOf(source.readUTF()), DataViewCodec.readText(source));
    }
}
