package io.metarefresh.benchmarks.workload;

import io.metarefresh.schemas.MetaEmbedding;
import io.metarefresh.schemas.RecordEncoder;
import io.metarefresh.schemas.RefreshReason;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;

/** How large a published embedding of R1 is. */
public final class EmbeddingRecord {
    public static final int DIMENSION = 32;

    private EmbeddingRecord() {}

    /** The same numbers always. */
    public static float[] embedding() {
        float[] embedding = new float[DIMENSION];
        Arrays.fill(embedding, 0.5f);
        return embedding;
    }

    /** Bytes of the record's value, wire format included. */
    public static int valueBytes() {
        MetaEmbedding embedding = MetaEmbedding.newBuilder()
                .setEntityId(EventStream.memberId(0))
                .setEmbedding(Collections.nCopies(DIMENSION, 0.5f))
                .setModelName("r1")
                .setModelVersion(1)
                .setAsOf(Instant.parse("2024-08-25T00:00:00Z"))
                .setSupportSize(32)
                .setSupportLossBefore(0.7f)
                .setSupportLossAfter(0.6f)
                .setReason(RefreshReason.INTERACTION)
                .build();
        return new RecordEncoder<>(1, MetaEmbedding.class).encode(embedding).length;
    }
}
