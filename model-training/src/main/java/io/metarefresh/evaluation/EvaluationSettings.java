package io.metarefresh.evaluation;

import java.util.List;

/**
 * Settings of an evaluation.
 *
 * @param trainShare share of the events, in time order, that lies before the split
 * @param policies refresh policies to compare, from stale to fresh
 * @param baselines whether the baselines are trained and computed as well
 * @param effects whether the snapshot is evaluated under other inner-loop settings as well
 * @param maxEffectEvents predicted events for that, at most (one member more or less); a seeded sample of members where there are more
 * @param bootstrapReplicates draws of members for the confidence intervals; 0 for none
 * @param seed of the baselines' training, of the bootstrap and of samples
 * @param threads threads to train baselines and to compute effects with; the result does not depend on it
 */
public record EvaluationSettings(
        double trainShare,
        List<RefreshPolicy> policies,
        boolean baselines,
        boolean effects,
        int maxEffectEvents,
        int bootstrapReplicates,
        long seed,
        int threads) {
    public EvaluationSettings {
        if (!(trainShare > 0 && trainShare < 1)) {
            throw new IllegalArgumentException("trainShare must be between 0 and 1, not " + trainShare);
        }
        if (maxEffectEvents < 1) {
            throw new IllegalArgumentException("maxEffectEvents must be at least 1, not " + maxEffectEvents);
        }
        if (bootstrapReplicates < 0) {
            throw new IllegalArgumentException("bootstrapReplicates must not be negative, not " + bootstrapReplicates);
        }
        policies = List.copyOf(policies);
    }

    /** 70 % before the split, all policies, all baselines, effects on up to 10,000 events, 1,000 bootstrap replicates. */
    public static EvaluationSettings defaults() {
        return new EvaluationSettings(
                0.7,
                RefreshPolicy.ALL,
                true,
                true,
                10_000,
                1_000,
                1,
                Math.min(4, Runtime.getRuntime().availableProcessors()));
    }

    /** Those policies alone: no baselines, effects or intervals. */
    public static EvaluationSettings of(List<RefreshPolicy> policies) {
        EvaluationSettings d = defaults();
        return new EvaluationSettings(
                d.trainShare(), policies, false, false, d.maxEffectEvents(), 0, d.seed(), d.threads());
    }

    /** The same with another share before the split. */
    public EvaluationSettings withTrainShare(double share) {
        return new EvaluationSettings(
                share, policies, baselines, effects, maxEffectEvents, bootstrapReplicates, seed, threads);
    }

    /** The same with or without baselines. */
    public EvaluationSettings withBaselines(boolean on) {
        return new EvaluationSettings(
                trainShare, policies, on, effects, maxEffectEvents, bootstrapReplicates, seed, threads);
    }

    /** The same with or without the effects of other inner-loop settings. */
    public EvaluationSettings withEffects(boolean on) {
        return new EvaluationSettings(
                trainShare, policies, baselines, on, maxEffectEvents, bootstrapReplicates, seed, threads);
    }

    /** The same with effects on at most that many events. */
    public EvaluationSettings withMaxEffectEvents(int events) {
        return new EvaluationSettings(
                trainShare, policies, baselines, effects, events, bootstrapReplicates, seed, threads);
    }

    /** The same with that many bootstrap replicates. */
    public EvaluationSettings withBootstrapReplicates(int replicates) {
        return new EvaluationSettings(
                trainShare, policies, baselines, effects, maxEffectEvents, replicates, seed, threads);
    }

    /** The same with another seed. */
    public EvaluationSettings withSeed(long newSeed) {
        return new EvaluationSettings(
                trainShare, policies, baselines, effects, maxEffectEvents, bootstrapReplicates, newSeed, threads);
    }

    /** Number of events before the split. */
    public int eventsBeforeSplit(int events) {
        return (int) (events * trainShare);
    }
}
