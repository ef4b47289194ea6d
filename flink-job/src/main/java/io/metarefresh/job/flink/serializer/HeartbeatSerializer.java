package io.metarefresh.job.flink.serializer;

import io.metarefresh.job.record.Heartbeat;
import io.metarefresh.job.record.OperatorChain;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** {@link Heartbeat} between its step and its sink. */
public final class HeartbeatSerializer extends InFlightSerializer<Heartbeat> {
    private static final long serialVersionUID = 1L;

    @Override
    public void serialize(Heartbeat value, DataOutputView target) throws IOException {
        DataViewCodec.writeText(value.chain().name(), target);
        target.writeInt(value.subtask());
        target.writeInt(value.parallelism());
        DataViewCodec.writeText(value.modelName(), target);
        writeNullable(value.modelVersion(), target);
        writeNullable(value.newestAsOfMillis(), target);
        target.writeInt(value.counts().size());
        for (Map.Entry<String, Long> count : value.counts().entrySet()) {
            DataViewCodec.writeText(count.getKey(), target);
            target.writeLong(count.getValue());
        }
        target.writeBoolean(value.ended());
    }

    @Override
    public Heartbeat deserialize(DataInputView source) throws IOException {
        OperatorChain chain = OperatorChain.valueOf(DataViewCodec.readText(source));
        int subtask = source.readInt();
        int parallelism = source.readInt();
        String modelName = DataViewCodec.readText(source);
        Long modelVersion = readNullable(source);
        Long newestAsOf = readNullable(source);
        int size = source.readInt();
        Map<String, Long> counts = new HashMap<>();
        for (int i = 0; i < size; i++) {
            String name = DataViewCodec.readText(source);
            counts.put(name, source.readLong());
        }
        return new Heartbeat(
                chain, subtask, parallelism, modelName, modelVersion, newestAsOf, counts, source.readBoolean());
    }

    private static void writeNullable(Long value, DataOutputView target) throws IOException {
        target.writeBoolean(value != null);
        if (value != null) {
            target.writeLong(value);
        }
    }

    private static Long readNullable(DataInputView source) throws IOException {
        return source.readBoolean() ? source.readLong() : null;
    }
}
