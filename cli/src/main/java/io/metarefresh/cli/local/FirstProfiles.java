package io.metarefresh.cli.local;

import io.metarefresh.dataset.Dataset;
import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.snapshot.EntityKind;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Which profiles go before which interactions: a member's before the first thing it does. A data set has profiles of members; to a job
 * whose entity is the item one of them would be that of an item called like the member.
 */
public final class FirstProfiles {
    private final Dataset data;
    private final EntityKind entity;
    private final Set<String> met = new HashSet<>();

    /** @param entity whose embeddings the job refreshes */
    public FirstProfiles(Dataset data, EntityKind entity) {
        this.data = data;
        this.entity = entity;
    }

    /** The profile that is to be produced before this interaction, if any. */
    public Optional<Features> before(Interaction row) {
        if (entity != EntityKind.MEMBER || !met.add(row.memberId())) {
            return Optional.empty();
        }
        return Optional.of(data.profile(row.memberId())).filter(profile -> !profile.isEmpty());
    }
}
