package io.metarefresh.dataset;

import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import java.util.List;
import java.util.Map;

/**
 * Interactions of many members, and the members' own features.
 *
 * @param interactions ordered by event time, then by row of the file
 * @param profiles the entity features by member id; of several rows the last one (in the order of {@code interactions}) that
 *     has any wins; a member without entity features is not in the map
 */
public record Dataset(List<Interaction> interactions, Map<String, Features> profiles) {
    public Dataset {
        interactions = List.copyOf(interactions);
        profiles = Map.copyOf(profiles);
    }

    /** The member's features, {@link Features#NONE} when it has none. */
    public Features profile(String memberId) {
        return profiles.getOrDefault(memberId, Features.NONE);
    }
}
