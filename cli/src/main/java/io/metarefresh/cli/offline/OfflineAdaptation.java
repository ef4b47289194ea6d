package io.metarefresh.cli.offline;

import io.metarefresh.dataset.Dataset;
import io.metarefresh.dataset.Profiles;
import io.metarefresh.innerloop.Adaptation;
import io.metarefresh.innerloop.InnerLoop;
import io.metarefresh.innerloop.SupportTask;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.interaction.SupportSet;
import io.metarefresh.snapshot.EntityKind;
import io.metarefresh.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What the job publishes last for every entity, computed from a list of interactions without Flink or Kafka: the same support set
 * rules, the same inner loop (PURE).
 */
public final class OfflineAdaptation {
    /** Entities adapted together. */
    private static final int BATCH = 256;

    /**
     * One entity's result.
     *
     * @param task what it was computed from
     * @param asOfMillis time of the newest interaction accepted
     */
    public record Adapted(SupportTask task, long asOfMillis, Adaptation adaptation) {
        public String entityId() {
            return task.entityId();
        }
    }

    private OfflineAdaptation() {}

    /**
     * Adapts every entity of the data, in the order of its first interaction, with the profile that was known in the end.
     *
     * @param result takes the results, one by one
     */
    public static void run(Snapshot snapshot, Dataset data, Consumer<Adapted> result) {
        Profiles profiles = snapshot.manifest().entity() == EntityKind.MEMBER ? data.profiles() : Profiles.NONE;
        Map<String, SupportSet<Interaction>> sets = EntitySupportSets.of(snapshot.manifest(), data.interactions());
        try (InnerLoop innerLoop = new InnerLoop(snapshot)) {
            List<Map.Entry<String, SupportSet<Interaction>>> batch = new ArrayList<>(BATCH);
            for (Map.Entry<String, SupportSet<Interaction>> entity : sets.entrySet()) {
                batch.add(entity);
                if (batch.size() == BATCH) {
                    adapt(innerLoop, profiles, batch, result);
                    batch.clear();
                }
            }
            adapt(innerLoop, profiles, batch, result);
        }
    }

    private static void adapt(
            InnerLoop innerLoop,
            Profiles profiles,
            List<Map.Entry<String, SupportSet<Interaction>>> batch,
            Consumer<Adapted> result) {
        if (batch.isEmpty()) {
            return;
        }
        List<SupportTask> tasks = batch.stream()
                .map(e -> new SupportTask(
                        e.getKey(),
                        profiles.at(e.getKey(), e.getValue().newestEventTimeMillis()),
                        e.getValue().rows()))
                .toList();
        List<Adaptation> adaptations = innerLoop.adapt(tasks);
        for (int i = 0; i < batch.size(); i++) {
            result.accept(
                    new Adapted(tasks.get(i), batch.get(i).getValue().newestEventTimeMillis(), adaptations.get(i)));
        }
    }
}
