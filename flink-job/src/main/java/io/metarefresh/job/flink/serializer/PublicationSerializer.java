package io.metarefresh.job.flink.serializer;

import io.metarefresh.job.record.Publication;
import io.metarefresh.job.record.Reason;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** {@link Publication} between the inner loop and its sink. */
public final class PublicationSerializer extends InFlightSerializer<Publication> {
    private static final long serialVersionUID = 1L;

    @Override
    public void serialize(Publication value, DataOutputView target) throws IOException {
        DataViewCodec.writeText(value.entityId(), target);
        value.embeddingOrTombstone(
                embedding -> embedding(embedding, target), tombstone -> tombstone(tombstone, target));
    }

    private static void embedding(Publication.Embedding embedding, DataOutputView target) throws IOException {
        target.writeBoolean(true);
        DataViewCodec.writeFloats(embedding.embedding(), target);
        DataViewCodec.writeText(embedding.modelName(), target);
        target.writeLong(embedding.modelVersion());
        target.writeLong(embedding.asOfMillis());
        target.writeInt(embedding.supportSize());
        DataViewCodec.writeNullableFloat(embedding.supportLossBefore(), target);
        DataViewCodec.writeNullableFloat(embedding.supportLossAfter(), target);
        target.writeUTF(embedding.reason().name());
    }

    private static void tombstone(Publication.Tombstone tombstone, DataOutputView target) throws IOException {
        target.writeBoolean(false);
        target.writeLong(tombstone.forgottenAtMillis());
    }

    @Override
    public Publication deserialize(DataInputView source) throws IOException {
        String entityId = DataViewCodec.readText(source);
        if (!source.readBoolean()) {
            return new Publication.Tombstone(entityId, source.readLong());
        }
        return new Publication.Embedding(
                entityId,
                DataViewCodec.readFloats(source),
                DataViewCodec.readText(source),
                source.readLong(),
                source.readLong(),
                source.readInt(),
                DataViewCodec.readNullableFloat(source),
                DataViewCodec.readNullableFloat(source),
                Reason.valueOf(source.readUTF()));
    }
}
