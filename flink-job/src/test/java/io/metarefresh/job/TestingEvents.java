package io.metarefresh.job;

import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.interaction.Profile;
import io.metarefresh.schemas.EntityProfile;
import io.metarefresh.schemas.InteractionEvent;
import io.metarefresh.schemas.InteractionMapping;
import java.util.Map;
import java.util.OptionalLong;

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
        return InteractionMapping.avro(interaction);
    }

    public static EntityProfile avro(String entityId, Features features, long updatedAtMillis) {
        return InteractionMapping.avro(new Profile(entityId, updatedAtMillis, OptionalLong.empty(), features));
    }
}
