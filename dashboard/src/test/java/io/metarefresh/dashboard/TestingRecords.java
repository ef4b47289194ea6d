package io.metarefresh.dashboard;

import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.schemas.JobHeartbeat;
import io.metarefresh.schemas.MetaEmbedding;
import io.metarefresh.schemas.RefreshReason;
import io.metarefresh.schemas.SnapshotActivation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Records as they could be read from the topics. */
final class TestingRecords {
    private TestingRecords() {}

    static Interaction interaction(String member, long eventTimeMillis, float label) {
        return new Interaction(
                member + "@" + eventTimeMillis, 0, member, "item", eventTimeMillis, label, 1, Features.NONE);
    }

    /** Of some member, by that snapshot. */
    static MetaEmbedding embeddingOf(long modelVersion) {
        return MetaEmbedding.newBuilder(embedding("of-version", 1, 0, 0))
                .setModelVersion(modelVersion)
                .build();
    }

    static MetaEmbedding embedding(String member, long asOfMillis, float... vector) {
        List<Float> values = new ArrayList<>();
        for (float value : vector) {
            values.add(value);
        }
        return MetaEmbedding.newBuilder()
                .setEntityId(member)
                .setEmbedding(values)
                .setModelName("testing")
                .setModelVersion(1)
                .setAsOf(Instant.ofEpochMilli(asOfMillis))
                .setSupportSize(1)
                .setSupportLossBefore(0.7f)
                .setSupportLossAfter(0.5f)
                .setReason(RefreshReason.INTERACTION)
                .build();
    }

    static JobHeartbeat heartbeat(String job) {
        return JobHeartbeat.newBuilder()
                .setJobName(job)
                .setSubtask(0)
                .setParallelism(1)
                .setEmbeddingsTopic("meta-embeddings")
                .setIntervalMs(60_000)
                .setModelVersion(1L)
                .setCounts(Map.of("rollout_members", 7L))
                .build();
    }

    static JobHeartbeat endedHeartbeat(String job) {
        return JobHeartbeat.newBuilder(heartbeat(job)).setEnded(true).build();
    }

    static SnapshotActivation activation(long version) {
        return SnapshotActivation.newBuilder()
                .setModelName("testing")
                .setModelVersion(version)
                .setUri("/models/" + version)
                .setSha256("0".repeat(64))
                .setActivatedAt(Instant.EPOCH)
                .setDefaultEmbedding(List.of(0f, 0f))
                .build();
    }
}
