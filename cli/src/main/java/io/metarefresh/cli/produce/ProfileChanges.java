package io.metarefresh.cli.produce;

import io.metarefresh.dataset.Dataset;
import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.snapshot.EntityKind;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which profiles go before which interactions: a member's first before the first thing it does, and every other before the interaction that
 * it came with. A data set has profiles of members; to a job whose entity is the item one of them would be that of an item called like the
 * member. For one thread.
 */
public final class ProfileChanges {
    private final Dataset data;
    private final EntityKind entity;
    private final Map<String, Features> produced = new HashMap<>();

    /** @param entity whose embeddings the job refreshes */
    public ProfileChanges(Dataset data, EntityKind entity) {
        this.data = data;
        this.entity = entity;
    }

    /** The profile that is to be produced before this interaction, if any; from then on it counts as produced. */
    public Optional<Features> before(Interaction row) {
        if (entity != EntityKind.MEMBER) {
            return Optional.empty();
        }
        Features known = data.profiles().at(row.memberId(), row.eventTimeMillis());
        if (known.isEmpty() || produced.put(row.memberId(), known) == known) {
            return Optional.empty();
        }
        return Optional.of(known);
    }
}
