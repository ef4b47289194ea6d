package io.metarefresh.evaluation;

import io.metarefresh.dataset.Profiles;
import io.metarefresh.innerloop.Adaptation;
import io.metarefresh.innerloop.InnerLoop;
import io.metarefresh.innerloop.Scorer;
import io.metarefresh.innerloop.SupportTask;
import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.snapshot.Snapshot;
import io.metarefresh.training.Histories;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * Predicts every event after the split under each policy. Entity by entity, so that an embedding that several events or policies share is
 * computed once, and in bounded memory.
 */
final class PolicyReplay {
    private static final int EVENTS_AT_ONCE = 2048;

    private final Snapshot snapshot;
    private final Profiles profiles;
    private final Histories histories;
    private final int split;
    private final IntPredicate entities;
    private final EvaluationListener listener;

    /** @param entities which entities' events to predict; the others' predictions stay 0 */
    PolicyReplay(Snapshot snapshot, PredictedEvents events, IntPredicate entities, EvaluationListener listener) {
        this.snapshot = snapshot;
        this.profiles = events.data.profiles().forEntities(snapshot.manifest().entity());
        this.histories = events.histories;
        this.split = events.split;
        this.entities = entities;
        this.listener = listener;
    }

    /** Predictions of one policy, in the order of the events after the split. */
    record Predictions(RefreshPolicy policy, float[] values, long refreshes) {}

    /** An event to predict: a row of an entity's history. */
    private record Event(int entity, int position) {}

    /** An embedding: of an entity that has seen its first {@code rows} rows, with that profile. */
    private record Version(int entity, int rows, Features profile) {
        boolean adaptsAsMuchAs(Version other) {
            return other != null && entity == other.entity && rows == other.rows;
        }
    }

    List<Predictions> run(List<RefreshPolicy> policies) {
        int total = histories.interactions().size() - split;
        float[][] values = new float[policies.size()][total];
        long[] refreshes = new long[policies.size()];
        long done = 0;
        try (InnerLoop innerLoop = new InnerLoop(snapshot);
                Scorer scorer = new Scorer(snapshot)) {
            List<Event> chunk = new ArrayList<>();
            for (int entity = 0; entity < histories.entities(); entity++) {
                int[] positions = histories.positions(entity);
                for (int i = 0; i < positions.length && entities.test(entity); i++) {
                    if (positions[i] >= split) {
                        chunk.add(new Event(entity, i));
                    }
                }
                if (chunk.size() >= EVENTS_AT_ONCE || entity == histories.entities() - 1) {
                    predict(chunk, policies, innerLoop, scorer, values, refreshes);
                    done += chunk.size();
                    listener.progressed("refresh policies", done, total);
                    chunk.clear();
                }
            }
        }
        List<Predictions> results = new ArrayList<>();
        for (int p = 0; p < policies.size(); p++) {
            results.add(new Predictions(policies.get(p), values[p], refreshes[p]));
        }
        return results;
    }

    private void predict(
            List<Event> chunk,
            List<RefreshPolicy> policies,
            InnerLoop innerLoop,
            Scorer scorer,
            float[][] values,
            long[] refreshes) {
        Map<Version, float[]> embeddings = new LinkedHashMap<>();
        List<List<Version>> used = new ArrayList<>();
        for (int p = 0; p < policies.size(); p++) {
            List<Version> versions = new ArrayList<>();
            Version last = null;
            for (Event event : chunk) {
                int rows = policies.get(p)
                        .visibleRows(histories.rows(event.entity()), event.position(), rowsBeforeSplit(event.entity()));
                Version version = new Version(event.entity(), rows, profileBefore(event));
                // Histories are walked in time order: a policy never goes back to an embedding it has left.
                if (!version.adaptsAsMuchAs(last) && rows > 0) {
                    refreshes[p]++;
                }
                last = version;
                versions.add(version);
                embeddings.put(version, null);
            }
            used.add(versions);
        }
        adapt(embeddings, innerLoop);
        List<Interaction> rows = chunk.stream()
                .map(e -> histories.rows(e.entity()).get(e.position()))
                .toList();
        for (int p = 0; p < policies.size(); p++) {
            float[] predictions =
                    scorer.predict(used.get(p).stream().map(embeddings::get).toList(), rows);
            for (int i = 0; i < predictions.length; i++) {
                Event event = chunk.get(i);
                values[p][histories.positions(event.entity())[event.position()] - split] = predictions[i];
            }
        }
    }

    private void adapt(Map<Version, float[]> embeddings, InnerLoop innerLoop) {
        List<Version> versions = new ArrayList<>(embeddings.keySet());
        List<SupportTask> tasks = versions.stream().map(this::task).toList();
        List<Adaptation> adaptations = innerLoop.adapt(tasks);
        for (int i = 0; i < versions.size(); i++) {
            float[] embedding = adaptations.get(i).embedding();
            if (embedding == null) {
                throw new IllegalStateException(
                        "the snapshot's embedding of '" + tasks.get(i).entityId() + "' is not finite, adapted or not");
            }
            embeddings.put(versions.get(i), embedding);
        }
    }

    private SupportTask task(Version version) {
        return new SupportTask(
                histories.entityId(version.entity()),
                version.profile(),
                histories.rows(version.entity()).subList(0, version.rows()));
    }

    /** Under every policy: they differ in which interactions they know, not in what is known of the entity besides. */
    private Features profileBefore(Event event) {
        return profiles.before(
                histories.entityId(event.entity()),
                histories.rows(event.entity()).get(event.position()).eventTimeMillis());
    }

    private int rowsBeforeSplit(int entity) {
        int[] positions = histories.positions(entity);
        int rows = 0;
        while (rows < positions.length && positions[rows] < split) {
            rows++;
        }
        return rows;
    }
}
