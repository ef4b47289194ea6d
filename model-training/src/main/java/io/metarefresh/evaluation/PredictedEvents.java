package io.metarefresh.evaluation;

import io.metarefresh.dataset.Dataset;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.prediction.PredictionMetrics;
import io.metarefresh.snapshot.Loss;
import io.metarefresh.snapshot.Manifest;
import io.metarefresh.training.Histories;
import java.util.List;

/** The events after the split, which are predicted, beside those before it. A predicted event is known by its place after the split. */
final class PredictedEvents {
    final Dataset data;
    /** All events, in time order. */
    final List<Interaction> all;
    /** Events before the split. */
    final int split;

    final Histories histories;
    /** The label of each predicted event. */
    final float[] labels;
    /** The entity of each predicted event. */
    final int[] entity;
    /** How many interactions of its entity came before each predicted event. */
    final int[] seen;
    /** Whether the entity of each predicted event has one before the split. */
    final boolean[] known;

    final PredictionMetrics metrics;

    /** @throws IllegalArgumentException where there is no event on one side of the split */
    PredictedEvents(Dataset data, Manifest manifest, EvaluationSettings settings) {
        this.data = data;
        all = data.interactions();
        split = settings.eventsBeforeSplit(all.size());
        if (split == 0 || split == all.size()) {
            throw new IllegalArgumentException(all.size() + " events are too few to split at " + settings.trainShare());
        }
        histories = new Histories(all, manifest.entity());
        int count = all.size() - split;
        labels = new float[count];
        for (int i = 0; i < count; i++) {
            labels[i] = all.get(split + i).label();
        }
        entity = new int[count];
        seen = new int[count];
        known = new boolean[count];
        for (int e = 0; e < histories.entities(); e++) {
            int[] positions = histories.positions(e);
            for (int row = 0; row < positions.length; row++) {
                int event = positions[row] - split;
                if (event >= 0) {
                    entity[event] = e;
                    seen[event] = row;
                    known[event] = positions[0] < split;
                }
            }
        }
        Loss loss = manifest.innerLoop().loss();
        metrics = new PredictionMetrics(labels, loss);
    }

    int count() {
        return labels.length;
    }
}
