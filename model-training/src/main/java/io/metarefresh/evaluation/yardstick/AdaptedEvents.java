package io.metarefresh.evaluation.yardstick;

import io.metarefresh.dataset.Dataset;
import io.metarefresh.dataset.Profiles;
import io.metarefresh.innerloop.Adaptation;
import io.metarefresh.innerloop.InnerLoop;
import io.metarefresh.innerloop.Scorer;
import io.metarefresh.innerloop.SupportTask;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.snapshot.EntityKind;
import io.metarefresh.snapshot.Snapshot;
import io.metarefresh.training.Histories;
import java.util.ArrayList;
import java.util.List;

/** What a snapshot says of events, each with the embedding adapted on all earlier events of its entity. */
final class AdaptedEvents {
    private static final int EVENTS_AT_ONCE = 2048;

    private final Dataset data;
    private final Histories histories;
    /** Entity of each event, and how many of its events are earlier. */
    private final int[] entities;

    private final int[] rowsBefore;
    private final Profiles profiles;

    AdaptedEvents(Dataset data, EntityKind kind) {
        this.data = data;
        this.histories = new Histories(data.interactions(), kind);
        this.profiles = data.profiles().forEntities(kind);
        this.entities = new int[data.interactions().size()];
        this.rowsBefore = new int[entities.length];
        for (int entity = 0; entity < histories.entities(); entity++) {
            int[] positions = histories.positions(entity);
            for (int row = 0; row < positions.length; row++) {
                entities[positions[row]] = entity;
                rowsBefore[positions[row]] = row;
            }
        }
    }

    /** Is given one event's prediction and embedding. */
    @FunctionalInterface
    interface Consumer {
        void accept(int event, float prediction, float[] embedding);
    }

    /** Hands on the events [from, until). */
    void replay(Snapshot snapshot, int from, int until, Consumer consumer) {
        try (InnerLoop innerLoop = new InnerLoop(snapshot);
                Scorer scorer = new Scorer(snapshot)) {
            for (int start = from; start < until; start += EVENTS_AT_ONCE) {
                List<SupportTask> tasks = new ArrayList<>();
                List<Interaction> events = data.interactions().subList(start, Math.min(until, start + EVENTS_AT_ONCE));
                for (int i = 0; i < events.size(); i++) {
                    String id = histories.entityId(entities[start + i]);
                    tasks.add(new SupportTask(
                            id,
                            profiles.before(id, events.get(i).eventTimeMillis()),
                            histories.rows(entities[start + i]).subList(0, rowsBefore[start + i])));
                }
                List<float[]> embeddings = innerLoop.adapt(tasks).stream()
                        .map(Adaptation::embedding)
                        .toList();
                float[] predictions = scorer.predict(embeddings, events);
                for (int i = 0; i < predictions.length; i++) {
                    consumer.accept(start + i, predictions[i], embeddings.get(i));
                }
            }
        }
    }
}
