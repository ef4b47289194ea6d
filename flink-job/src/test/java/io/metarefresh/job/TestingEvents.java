package io.metarefresh.job;

import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.schemas.EntityProfile;
import io.metarefresh.schemas.InteractionEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Interactions and profiles that {@link TestingSnapshots} accepts, as plain values and as Avro records. */
public final class TestingEvents {
    private TestingEvents() {}

    /** Label and context follow from the event id, so that equal ids are equal events. */
    public static Interaction interaction(String eventId, String memberId, long timeMillis) {
        int seed = eventId.hashCode();
        float[] signals = {(seed & 7) / 8f, (seed >> 3 & 7) / 8f, (seed >> 6 & 7) / 8f};
        Features context = new Features(Map.of("signals", signals), Map.of());
        return new Interaction(eventId, 0, memberId, "item-" + (seed & 3), timeMillis, seed & 1, 1f, context);
    }

    public static Features profile(float first, float second) {
        return new Features(Map.of("age", new float[] {first, second}), Map.of());
    }

    public static InteractionEvent avro(Interaction interaction) {
        return InteractionEvent.newBuilder()
                .setEventId(interaction.eventId())
                .setEventVersion(interaction.eventVersion())
                .setMemberId(interaction.memberId())
                .setItemId(interaction.itemId())
                .setEventTime(Instant.ofEpochMilli(interaction.eventTimeMillis()))
                .setLabel(interaction.label())
                .setWeight(interaction.weight())
                .setContext(avro(interaction.context()))
                .build();
    }

    public static EntityProfile avro(String entityId, Features features, long updatedAtMillis) {
        return EntityProfile.newBuilder()
                .setEntityId(entityId)
                .setUpdatedAt(Instant.ofEpochMilli(updatedAtMillis))
                .setFeatures(avro(features))
                .build();
    }

    private static io.metarefresh.schemas.Features avro(Features features) {
        Map<String, List<Float>> dense = new java.util.HashMap<>();
        features.dense().forEach((name, values) -> {
            List<Float> list = new ArrayList<>();
            for (float value : values) {
                list.add(value);
            }
            dense.put(name, list);
        });
        return new io.metarefresh.schemas.Features(dense, features.ids());
    }
}
