package io.metarefresh.dataset;

import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.interaction.InteractionOrder;
import io.metarefresh.snapshot.EntityKind;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Interactions of many members, and the members' own features.
 *
 * @param interactions ordered by event time, then by row of the file
 * @param profiles the members' features as they change
 */
public record Dataset(List<Interaction> interactions, Profiles profiles) {
    public Dataset {
        interactions = List.copyOf(interactions);
    }

    /** With features that never change, by member id. */
    public Dataset(List<Interaction> interactions, Map<String, Features> profiles) {
        this(interactions, Profiles.of(profiles));
    }

    /**
     * Every event once, as the job keeps it (SUPPORT): of rows of one entity with one event id the greatest by {@link
     * InteractionOrder#BY_VERSION}, in its own place.
     *
     * @param entity whose rows: the job knows an event by its id among the interactions of one member, or of one item
     */
    public Dataset oncePerEvent(EntityKind entity) {
        Set<String> ids = new HashSet<>(interactions.size() * 2);
        // Most files repeat nothing: then no more than this is kept.
        if (interactions.stream().allMatch(i -> ids.add(i.eventId()))) {
            return this;
        }
        Map<Event, Interaction> winners = new HashMap<>();
        for (Interaction i : interactions) {
            winners.merge(
                    Event.of(i, entity),
                    i,
                    (held, other) -> InteractionOrder.BY_VERSION.compare(other, held) > 0 ? other : held);
        }
        Set<Interaction> kept = Collections.newSetFromMap(new IdentityHashMap<>());
        kept.addAll(winners.values());
        return new Dataset(interactions.stream().filter(kept::contains).toList(), profiles);
    }

    private record Event(String entityId, String eventId) {
        static Event of(Interaction i, EntityKind entity) {
            return new Event(entity.entityId(i.memberId(), i.itemId()), i.eventId());
        }
    }

    /** The member's features in the end, {@link Features#NONE} when it has none. */
    public Features profile(String memberId) {
        return profiles.last(memberId);
    }
}
