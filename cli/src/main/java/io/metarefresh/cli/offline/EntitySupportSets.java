package io.metarefresh.cli.offline;

import io.metarefresh.encoding.InputContract;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.interaction.SupportSet;
import io.metarefresh.interaction.SupportSetRules;
import io.metarefresh.snapshot.Manifest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The support sets that a list of interactions makes, by the rules of a snapshot (SUPPORT). */
public final class EntitySupportSets {
    private EntitySupportSets() {}

    /** The support set of every entity by its id, in the order of the entities' first interactions. */
    public static Map<String, SupportSet<Interaction>> of(Manifest manifest, List<Interaction> interactions) {
        SupportSetRules rules = InputContract.of(manifest).supportSetRules();
        Map<String, SupportSet<Interaction>> sets = new LinkedHashMap<>();
        for (Interaction interaction : interactions) {
            sets.computeIfAbsent(manifest.entity().idOf(interaction), id -> new SupportSet<>(rules))
                    .add(interaction);
        }
        return sets;
    }
}
