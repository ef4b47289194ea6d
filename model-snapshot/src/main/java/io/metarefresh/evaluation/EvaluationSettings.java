package io.metarefresh.evaluation;

import java.util.List;

/**
 * Settings of an evaluation.
 *
 * @param trainShare share of the events, in time order, that lies before the split
 * @param policies refresh policies to compare, from stale to fresh
 * @param baselines whether the baselines are trained and computed as well
 * @param seed of the baselines' training
 * @param threads threads to train baselines with; the result does not depend on it
 */
public record EvaluationSettings(
        double trainShare, List<RefreshPolicy> policies, boolean baselines, long seed, int threads) {
    public EvaluationSettings {
        if (!(trainShare > 0 && trainShare < 1)) {
            throw new IllegalArgumentException("trainShare must be between 0 and 1, not " + trainShare);
        }
        policies = List.copyOf(policies);
    }

    /** 70 % before the split, all policies, all baselines. */
    public static EvaluationSettings defaults() {
        return new EvaluationSettings(
                0.7,
                RefreshPolicy.ALL,
                true,
                1,
                Math.min(4, Runtime.getRuntime().availableProcessors()));
    }

    /** Number of events before the split. */
    public int eventsBeforeSplit(int events) {
        return (int) (events * trainShare);
    }
}
