package io.metarefresh.training;

import io.metarefresh.interaction.Interaction;
import io.metarefresh.interaction.InteractionOrder;
import io.metarefresh.snapshot.EntityKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Interactions by entity, each entity's oldest first by the order of the live job. Entities are numbered by first appearance. */
public final class Histories {
    private final List<Interaction> interactions;
    private final List<String> entityIds = new ArrayList<>();
    private final List<List<Interaction>> rows = new ArrayList<>();
    private final List<int[]> positions = new ArrayList<>();
    private final EntityKind kind;

    /** @param interactions all interactions; an entity's rows are sorted, the list itself is not */
    public Histories(List<Interaction> interactions, EntityKind kind) {
        this.interactions = interactions;
        this.kind = kind;
        Map<String, List<Integer>> byEntity = new LinkedHashMap<>();
        for (int i = 0; i < interactions.size(); i++) {
            byEntity.computeIfAbsent(entityId(interactions.get(i)), id -> new ArrayList<>())
                    .add(i);
        }
        Comparator<Integer> byTime = Comparator.comparing(interactions::get, InteractionOrder.BY_TIME);
        byEntity.forEach((id, own) -> {
            own.sort(byTime);
            entityIds.add(id);
            rows.add(own.stream().map(interactions::get).toList());
            positions.add(own.stream().mapToInt(Integer::intValue).toArray());
        });
    }

    /** All interactions, in the order given. */
    public List<Interaction> interactions() {
        return interactions;
    }

    /** The id of an entity. */
    public String entityId(int entity) {
        return entityIds.get(entity);
    }

    /** Number of entities. */
    public int entities() {
        return entityIds.size();
    }

    /** Rows of an entity, oldest first. */
    public List<Interaction> rows(int entity) {
        return rows.get(entity);
    }

    /** The same as positions in {@link #interactions()}; must not be modified. */
    public int[] positions(int entity) {
        return positions.get(entity);
    }

    private String entityId(Interaction interaction) {
        return kind.entityId(interaction.memberId(), interaction.itemId());
    }

    /** What the other side of each interaction shows, in the order of {@link #interactions()}. */
    List<FeatureRow> contextRows() {
        return interactions.stream()
                .map(i -> new FeatureRow(kind.otherId(i.memberId(), i.itemId()), i.context()))
                .toList();
    }
}
