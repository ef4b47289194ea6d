package io.metarefresh.schemas;

import io.metarefresh.interaction.Interaction;
import io.metarefresh.interaction.Profile;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Interactions and profiles as the classes generated from their schemas, and back. Every field is kept; nothing is checked.
 *
 * <p>Between bytes and interactions go {@link RecordDecoder#ofInteractions} and {@link RecordEncoder#ofInteractions}.
 */
public final class InteractionMapping {
    private InteractionMapping() {}

    /** The interaction that an Avro record describes. */
    public static Interaction interaction(InteractionEvent event) {
        return new Interaction(
                event.getEventId(),
                event.getEventVersion(),
                event.getMemberId(),
                event.getItemId(),
                event.getEventTime().toEpochMilli(),
                event.getLabel(),
                event.getWeight(),
                features(event.getContext()));
    }

    /** The profile that an Avro record describes. */
    public static Profile profile(EntityProfile profile) {
        Instant forgetUpTo = profile.getForgetBefore();
        return new Profile(
                profile.getEntityId(),
                profile.getUpdatedAt().toEpochMilli(),
                forgetUpTo == null ? OptionalLong.empty() : OptionalLong.of(forgetUpTo.toEpochMilli()),
                features(profile.getFeatures()));
    }

    /** The reverse of {@link #interaction}; shares the vectors. */
    public static InteractionEvent avro(Interaction interaction) {
        InteractionEvent event = new InteractionEvent();
        event.setEventId(interaction.eventId());
        event.setEventVersion(interaction.eventVersion());
        event.setMemberId(interaction.memberId());
        event.setItemId(interaction.itemId());
        event.setEventTime(Instant.ofEpochMilli(interaction.eventTimeMillis()));
        event.setLabel(interaction.label());
        event.setWeight(interaction.weight());
        event.setContext(avro(interaction.context()));
        return event;
    }

    /** The reverse of {@link #profile}; shares the vectors. */
    public static EntityProfile avro(Profile profile) {
        OptionalLong forgetUpTo = profile.forgetUpToMillis();
        EntityProfile record = new EntityProfile();
        record.setEntityId(profile.entityId());
        record.setUpdatedAt(Instant.ofEpochMilli(profile.updatedAtMillis()));
        record.setForgetBefore(forgetUpTo.isPresent() ? Instant.ofEpochMilli(forgetUpTo.getAsLong()) : null);
        record.setFeatures(avro(profile.features()));
        return record;
    }

    private static io.metarefresh.interaction.Features features(Features features) {
        Map<String, float[]> dense = new HashMap<>();
        features.getDense().forEach((name, values) -> dense.put(name, FloatList.array(values)));
        Map<String, List<String>> ids = new HashMap<>();
        features.getIds().forEach((name, values) -> ids.put(name, List.copyOf(values)));
        return io.metarefresh.interaction.Features.of(dense, ids);
    }

    private static Features avro(io.metarefresh.interaction.Features features) {
        Map<String, List<Float>> dense = new HashMap<>();
        features.dense().forEach((name, values) -> dense.put(name, new FloatList(values)));
        return new Features(dense, features.ids());
    }
}
