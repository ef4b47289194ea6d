package io.metarefresh.evaluation;

import io.metarefresh.snapshot.Snapshot;
import io.metarefresh.training.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Predicts on every event under each of the {@link SettingVariants}, the variants side by side on threads. */
final class SettingEffectsReplay {
    private final Snapshot snapshot;
    private final PredictedEvents events;
    private final EvaluationSettings settings;
    private final EvaluationListener listener;

    SettingEffectsReplay(
            Snapshot snapshot, PredictedEvents events, EvaluationSettings settings, EvaluationListener listener) {
        this.snapshot = snapshot;
        this.events = events;
        this.settings = settings;
        this.listener = listener;
    }

    SettingEffects run() {
        boolean[] sampled = sample();
        List<SettingVariants.Variant> variants = new ArrayList<>();
        variants.add(new SettingVariants.Variant("as in the snapshot", "", snapshot));
        variants.addAll(SettingVariants.of(snapshot));
        List<float[]> columns = predict(variants, sampled);
        IntPredicate inSample = i -> sampled[events.entity[i]];
        int[] chosen = IntStream.range(0, events.count()).filter(inSample).toArray();
        int[] entityOfChosen = Arrays.stream(chosen).map(i -> events.entity[i]).toArray();
        MemberBootstrap bootstrap = new MemberBootstrap(
                columns.stream().map(column -> select(column, chosen)).toList(),
                select(events.labels, chosen),
                events.metrics.threshold(),
                entityOfChosen,
                settings.bootstrapReplicates(),
                settings.seed());
        List<SettingEffects.Row> rows = new ArrayList<>();
        double base = events.metrics.auc(columns.get(0), inSample);
        for (int v = 0; v < columns.size(); v++) {
            double auc = events.metrics.auc(columns.get(v), inSample);
            rows.add(new SettingEffects.Row(
                    variants.get(v).setting(),
                    variants.get(v).value(),
                    auc,
                    events.metrics.loss(columns.get(v), inSample),
                    auc - base,
                    v == 0 ? null : bootstrap.ofDifference(v, 0)));
        }
        int entities = (int) Arrays.stream(entityOfChosen).distinct().count();
        return new SettingEffects(chosen.length, entities, chosen.length == events.count(), rows);
    }

    /** Whole entities in random order until they have enough events: all entities where all have not more than that. */
    private boolean[] sample() {
        int[] counts = new int[events.histories.entities()];
        Arrays.stream(events.entity).forEach(entity -> counts[entity]++);
        int[] order = IntStream.range(0, counts.length).toArray();
        SplittableRandom random = new SplittableRandom(settings.seed());
        boolean[] sampled = new boolean[counts.length];
        int rows = 0;
        for (int i = 0; i < order.length && rows < settings.maxEffectEvents(); i++) {
            int j = i + random.nextInt(order.length - i);
            int entity = order[j];
            order[j] = order[i];
            sampled[entity] = true;
            rows += counts[entity];
        }
        return sampled;
    }

    private List<float[]> predict(List<SettingVariants.Variant> variants, boolean[] sampled) {
        try (Workers workers = new Workers("setting-effects", "the evaluation", settings.threads())) {
            List<Callable<float[]>> calls = new ArrayList<>();
            for (SettingVariants.Variant variant : variants) {
                calls.add(() -> new PolicyReplay(
                                variant.snapshot(), events, entity -> sampled[entity], EvaluationListener.SILENT)
                        .run(List.of(RefreshPolicy.EVERY_EVENT))
                        .get(0)
                        .values());
            }
            return workers.run(
                    calls,
                    finished -> listener.progressed("effect of the inner loop's settings", finished, calls.size()));
        }
    }

    private static float[] select(float[] values, int[] rows) {
        float[] selected = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            selected[i] = values[rows[i]];
        }
        return selected;
    }
}
