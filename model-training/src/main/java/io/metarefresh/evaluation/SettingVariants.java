package io.metarefresh.evaluation;

import io.metarefresh.snapshot.InnerLoopSpec;
import io.metarefresh.snapshot.Snapshot;
import io.metarefresh.snapshot.Tensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The same snapshot under other inner-loop settings: number of steps, size of the support set, horizon. */
final class SettingVariants {
    private static final String RATES = "inner_loop.learning_rates";
    private static final int[] STEPS = {1, 2, 3, 5, 8};
    private static final int[] SUPPORT_SIZES = {1, 5, 20, 64, 128};
    private static final List<Duration> HORIZONS =
            List.of(Duration.ofHours(1), Duration.ofDays(1), Duration.ofDays(30), Duration.ofDays(365));

    private SettingVariants() {}

    /** A snapshot with one setting changed. */
    record Variant(String setting, String value, Snapshot snapshot) {}

    /** All variants, without those that are the snapshot's own settings. */
    static List<Variant> of(Snapshot snapshot) {
        InnerLoopSpec own = snapshot.manifest().innerLoop();
        List<Variant> variants = new ArrayList<>();
        for (int steps : STEPS) {
            // A model without steps has no rates to repeat.
            if (steps != own.steps() && own.steps() > 0) {
                variants.add(new Variant("inner steps", "" + steps, withSteps(snapshot, steps)));
            }
        }
        for (int size : SUPPORT_SIZES) {
            if (size != own.supportMaxSize()) {
                InnerLoopSpec spec = own.withSupport(size, own.supportHorizon());
                variants.add(new Variant("support rows at most", "" + size, with(snapshot, spec, snapshot.tensors())));
            }
        }
        for (Duration horizon : HORIZONS) {
            if (!horizon.equals(own.supportHorizon())) {
                InnerLoopSpec spec = own.withSupport(own.supportMaxSize(), horizon);
                variants.add(new Variant("horizon", Durations.text(horizon), with(snapshot, spec, snapshot.tensors())));
            }
        }
        return variants;
    }

    /** The first learned rates; steps beyond them repeat the last ones. */
    private static Snapshot withSteps(Snapshot snapshot, int steps) {
        InnerLoopSpec own = snapshot.manifest().innerLoop();
        Tensor learned = snapshot.tensor(RATES);
        int columns = learned.shape()[1];
        float[] rates = new float[steps * columns];
        for (int k = 0; k < steps; k++) {
            System.arraycopy(learned.values(), Math.min(k, own.steps() - 1) * columns, rates, k * columns, columns);
        }
        Map<String, Tensor> tensors = new HashMap<>(snapshot.tensors());
        tensors.put(RATES, new Tensor(new int[] {steps, columns}, rates));
        return with(snapshot, own.withSteps(steps), tensors);
    }

    private static Snapshot with(Snapshot snapshot, InnerLoopSpec spec, Map<String, Tensor> tensors) {
        return new Snapshot(snapshot.manifest().withInnerLoop(spec), tensors, snapshot.vocabularies());
    }
}
