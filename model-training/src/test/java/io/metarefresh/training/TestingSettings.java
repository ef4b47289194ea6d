package io.metarefresh.training;

import io.metarefresh.snapshot.InnerLoopSpec;
import io.metarefresh.snapshot.Loss;
import java.time.Duration;
import java.time.Instant;

/** Settings for tests: a small loop over made-up data. */
public final class TestingSettings {
    private TestingSettings() {}

    /** Two passes of 64 tasks. */
    public static TrainingSettings tiny() {
        return passes(2);
    }

    /** That many passes of 64 tasks, three inner steps on 16 rows. */
    public static TrainingSettings passes(int passes) {
        OuterLoopSettings outer = new OuterLoopSettings(
                new Schedule(passes, 50, 0, null),
                new TaskSampling(64, 64, 32, 16, 0.1),
                new OptimizerSettings(false, 1e-2, 1, 0),
                new InnerRates(0.5, 1),
                new Regularisation(0.1, 0.1, 1e-4, 1),
                new ValidationSettings(0.1, 0.1, 2000),
                false);
        return TrainingSettings.defaults("tiny", Instant.parse("2026-01-01T00:00:00Z")).toBuilder()
                .threads(2)
                .outerLoop(outer)
                .innerLoop(new InnerLoopSpec(3, Loss.LOGISTIC, 2, null, 16, Duration.ofDays(365), null, null))
                .build();
    }
}
