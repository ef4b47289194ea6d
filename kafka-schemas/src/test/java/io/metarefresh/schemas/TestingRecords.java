package io.metarefresh.schemas;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Records with every field set. */
final class TestingRecords {
    private TestingRecords() {}

    static InteractionEvent interaction(String memberId) {
        return InteractionEvent.newBuilder()
                .setEventId("e-1")
                .setEventVersion(2)
                .setMemberId(memberId)
                .setItemId("ítem")
                .setEventTime(Instant.ofEpochMilli(1_700_000_000_123L))
                .setLabel(1f)
                .setWeight(0.5f)
                .setContext(new Features(
                        Map.of("item_statistics", List.of(0.25f, -3f)), Map.of("genres", List.of("a", "b", ""))))
                .build();
    }

    static MetaEmbedding embedding(String entityId) {
        return MetaEmbedding.newBuilder()
                .setEntityId(entityId)
                .setEmbedding(List.of(1f, -2.5f, Float.MIN_VALUE))
                .setModelName("m")
                .setModelVersion(3)
                .setAsOf(Instant.ofEpochMilli(1_700_000_000_123L))
                .setSupportSize(7)
                .setSupportLossBefore(0.7f)
                .setSupportLossAfter(null)
                .setReason(RefreshReason.INTERACTION)
                .build();
    }

    static EntityProfile profile(String entityId) {
        return EntityProfile.newBuilder()
                .setEntityId(entityId)
                .setUpdatedAt(Instant.ofEpochMilli(5))
                .setForgetBefore(Instant.ofEpochMilli(4))
                .setFeatures(new Features(Map.of("age", List.of(0.3f)), Map.of()))
                .build();
    }

    static SnapshotActivation activation() {
        return new SnapshotActivation(
                "m", 3L, "file:/snapshots/m/3", "ab".repeat(32), Instant.ofEpochMilli(9), List.of(0f, 0.5f));
    }
}
