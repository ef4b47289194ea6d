package io.metarefresh.evaluation;

import io.metarefresh.dataset.Dataset;
import io.metarefresh.evaluation.yardstick.ParallelTrials;
import io.metarefresh.prediction.PredictionMetrics;
import io.metarefresh.snapshot.Snapshot;
import io.metarefresh.training.Histories;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;

/** Predicts on every event under each of the {@link SettingVariants}, the variants side by side on threads. */
final class SettingEffectsReplay {
    private final Snapshot snapshot;
    private final Dataset data;
    private final Histories histories;
    private final int split;
    private final PredictionMetrics metrics;
    private final float[] labels;
    private final int[] entityOfEvent;
    private final EvaluationSettings settings;
    private final EvaluationListener listener;

    SettingEffectsReplay(
            Snapshot snapshot,
            Dataset data,
            Histories histories,
            int split,
            PredictionMetrics metrics,
            float[] labels,
            int[] entityOfEvent,
            EvaluationSettings settings,
            EvaluationListener listener) {
        this.snapshot = snapshot;
        this.data = data;
        this.histories = histories;
        this.split = split;
        this.metrics = metrics;
        this.labels = labels;
        this.entityOfEvent = entityOfEvent;
        this.settings = settings;
        this.listener = listener;
    }

    SettingEffects run() {
        boolean[] sampled = sample();
        List<SettingVariants.Variant> variants = new ArrayList<>();
        variants.add(new SettingVariants.Variant("as in the snapshot", "", snapshot));
        variants.addAll(SettingVariants.of(snapshot));
        List<float[]> columns = predict(variants, sampled);
        int[] events = java.util.stream.IntStream.range(0, labels.length)
                .filter(i -> sampled[entityOfEvent[i]])
                .toArray();
        MemberBootstrap bootstrap = new MemberBootstrap(
                columns.stream().map(column -> select(column, events)).toList(),
                select(labels, events),
                metrics.threshold(),
                Arrays.stream(events).map(i -> entityOfEvent[i]).toArray(),
                settings.bootstrapReplicates(),
                settings.seed());
        List<SettingEffects.Row> rows = new ArrayList<>();
        double base = metrics.auc(columns.get(0), i -> sampled[entityOfEvent[i]]);
        for (int v = 0; v < columns.size(); v++) {
            double auc = metrics.auc(columns.get(v), i -> sampled[entityOfEvent[i]]);
            rows.add(new SettingEffects.Row(
                    variants.get(v).setting(),
                    variants.get(v).value(),
                    auc,
                    metrics.loss(columns.get(v), i -> sampled[entityOfEvent[i]]),
                    auc - base,
                    v == 0 ? null : bootstrap.ofDifference(v, 0)));
        }
        int members = (int)
                Arrays.stream(events).map(i -> entityOfEvent[i]).distinct().count();
        return new SettingEffects(events.length, members, events.length == labels.length, rows);
    }

    /** Whole members in random order until they have enough events: all members where all have not more than that. */
    private boolean[] sample() {
        int[] counts = new int[histories.entities()];
        Arrays.stream(entityOfEvent).forEach(entity -> counts[entity]++);
        int[] order = java.util.stream.IntStream.range(0, counts.length).toArray();
        SplittableRandom random = new SplittableRandom(settings.seed());
        boolean[] sampled = new boolean[counts.length];
        int events = 0;
        for (int i = 0; i < order.length && events < settings.maxEffectEvents(); i++) {
            int j = i + random.nextInt(order.length - i);
            int entity = order[j];
            order[j] = order[i];
            sampled[entity] = true;
            events += counts[entity];
        }
        return sampled;
    }

    private List<float[]> predict(List<SettingVariants.Variant> variants, boolean[] sampled) {
        List<Callable<float[]>> trials = variants.stream()
                .<Callable<float[]>>map(variant -> () -> new PolicyReplay(
                                variant.snapshot(),
                                data,
                                histories,
                                split,
                                entity -> sampled[entity],
                                EvaluationListener.SILENT)
                        .run(List.of(RefreshPolicy.EVERY_EVENT))
                        .get(0)
                        .values())
                .toList();
        return ParallelTrials.run(
                trials,
                settings.threads(),
                (done, total) -> listener.progressed("effect of the inner loop's settings", done, total));
    }

    private static float[] select(float[] values, int[] rows) {
        float[] selected = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            selected[i] = values[rows[i]];
        }
        return selected;
    }
}
