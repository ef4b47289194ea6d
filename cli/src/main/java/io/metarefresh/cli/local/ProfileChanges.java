package io.metarefresh.cli.local;

import io.metarefresh.dataset.Profiles;
import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import java.util.HashMap;
import java.util.Map;

/** Which profile goes before which interaction: a member's first, and every other once it has changed. For one thread. */
public final class ProfileChanges {
    private final Profiles profiles;
    private final Map<String, Features> sent = new HashMap<>();

    public ProfileChanges(Profiles profiles) {
        this.profiles = profiles;
    }

    /** The profile to send before this interaction, which counts as sent then; null where there is none, or no other than before. */
    public Features due(Interaction row) {
        Features known = profiles.at(row.memberId(), row.eventTimeMillis());
        if (known.isEmpty()) {
            return null;
        }
        return sent.put(row.memberId(), known) == known ? null : known;
    }
}
