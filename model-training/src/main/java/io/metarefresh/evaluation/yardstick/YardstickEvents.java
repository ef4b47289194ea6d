package io.metarefresh.evaluation.yardstick;

import io.metarefresh.dataset.Dataset;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.prediction.PredictionMetrics;
import io.metarefresh.snapshot.EntityKind;
import io.metarefresh.snapshot.Loss;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The events as yardsticks see them: numbered members, items and categories, labels, and where the parts begin. [0, validation) is fitted
 * while settings are chosen on [validation, split); then [0, split) is fitted and [split, size) predicted.
 */
final class YardstickEvents {
    /** Share of the training part that is fitted while settings are chosen on the rest. */
    private static final double FIT_SHARE = 0.8;

    private final Dataset data;
    private final int split;
    private final int validation;
    private final EntityKind entity;
    private final Loss loss;
    private final long seed;
    private final int threads;
    private final float[] labels;
    private final int[] members;
    private final int[] items;
    private final CategoryColumns categories;
    private FeatureTable table;

    /**
     * @param split events of the training part, at least one, fewer than all
     * @param entity whose embeddings the snapshot adapts: it decides what the static networks learn ids of
     * @param threads to choose settings with; no prediction depends on it
     */
    YardstickEvents(Dataset data, int split, EntityKind entity, Loss loss, long seed, int threads) {
        List<Interaction> events = data.interactions();
        this.data = data;
        this.split = split;
        this.validation = (int) (split * FIT_SHARE);
        this.entity = entity;
        this.loss = loss;
        this.seed = seed;
        this.threads = threads;
        this.labels = new float[events.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = events.get(i).label();
        }
        this.members = numbered(Interaction::memberId);
        this.items = numbered(Interaction::itemId);
        this.categories = new CategoryColumns(events, split);
    }

    private int[] numbered(Function<Interaction, String> id) {
        Map<String, Integer> numbers = new HashMap<>();
        return data.interactions().stream()
                .mapToInt(event -> numbers.computeIfAbsent(id.apply(event), key -> numbers.size()))
                .toArray();
    }

    Dataset data() {
        return data;
    }

    int size() {
        return labels.length;
    }

    int split() {
        return split;
    }

    int validation() {
        return validation;
    }

    EntityKind entity() {
        return entity;
    }

    Loss loss() {
        return loss;
    }

    long seed() {
        return seed;
    }

    int threads() {
        return threads;
    }

    /** By event; must not be modified. */
    float[] labels() {
        return labels;
    }

    /** Number of each event's member, from 0 by first appearance; must not be modified. */
    int[] members() {
        return members;
    }

    /** Number of each event's item, from 0 by first appearance; must not be modified. */
    int[] items() {
        return items;
    }

    CategoryColumns categories() {
        return categories;
    }

    /** All inputs of regression and trees; computed once. */
    FeatureTable table() {
        if (table == null) {
            table = FeatureTable.of(data, split, categories);
        }
        return table;
    }

    /** Mean loss of predictions of the events [from, from + values.length); NaN of none. */
    double loss(float[] values, int from) {
        return new PredictionMetrics(Arrays.copyOfRange(labels, from, from + values.length), loss).loss(values);
    }
}
