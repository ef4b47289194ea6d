package io.metarefresh.job.flink.serializer;

import io.metarefresh.encoding.InputContract;
import io.metarefresh.interaction.SupportSetRules;
import io.metarefresh.snapshot.EntityKind;
import io.metarefresh.snapshot.Loss;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** {@link InputContract} in the state of the admission. Every value starts with the version of its form. */
public final class InputContractSerializer extends ValueSerializer<InputContract> {
    private static final long serialVersionUID = 1L;

    private static final int VERSION = 1;

    @Override
    public void serialize(InputContract value, DataOutputView target) throws IOException {
        target.writeByte(VERSION);
        target.writeUTF(value.entity().name());
        target.writeUTF(value.loss().name());
        writeFeatures(value.entityFeatures(), target);
        writeFeatures(value.contextFeatures(), target);
        SupportSetRules kept = value.supportSetRules();
        target.writeInt(kept.maxSize());
        target.writeLong(kept.horizon().getSeconds());
        target.writeInt(kept.horizon().getNano());
    }

    private static void writeFeatures(Map<String, Integer> features, DataOutputView target) throws IOException {
        target.writeInt(features.size());
        for (Map.Entry<String, Integer> feature : features.entrySet()) {
            DataViewCodec.writeText(feature.getKey(), target);
            target.writeInt(feature.getValue());
        }
    }

    @Override
    public InputContract deserialize(DataInputView source) throws IOException {
        DataViewCodec.version("input contract", VERSION, source);
        return InputContract.of(
                EntityKind.valueOf(source.readUTF()),
                Loss.valueOf(source.readUTF()),
                readFeatures(source),
                readFeatures(source),
                new SupportSetRules(source.readInt(), Duration.ofSeconds(source.readLong(), source.readInt())));
    }

    private static Map<String, Integer> readFeatures(DataInputView source) throws IOException {
        Map<String, Integer> features = new TreeMap<>();
        for (int left = source.readInt(); left > 0; left--) {
            features.put(DataViewCodec.readText(source), source.readInt());
        }
        return features;
    }

    @Override
    public TypeSerializerSnapshot<InputContract> snapshotConfiguration() {
        return new io.metarefresh.job.flink.InputContractSerializer.Snapshot();
    }
}
