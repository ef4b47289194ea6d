package io.metarefresh.training;

import java.time.Duration;

/**
 * How long the outer loop goes on.
 *
 * @param maxPasses passes at most; early stopping usually ends training before
 * @param patience passes without improvement after which the rate is reduced, from the best parameters so far
 * @param rateReductions how often the rate is reduced (to a third) before training stops
 * @param timeLimit training ends after the pass that exceeds it; null for none. With a limit the result depends on the machine's
 *     speed: it is for demonstrations
 */
public record Schedule(int maxPasses, int patience, int rateReductions, Duration timeLimit) {
    public Schedule {
        Bounds.atLeastOne("maxPasses", maxPasses);
        Bounds.atLeastOne("patience", patience);
    }

    /** The same with another number of passes at most. */
    public Schedule withMaxPasses(int passes) {
        return new Schedule(passes, patience, rateReductions, timeLimit);
    }
}
