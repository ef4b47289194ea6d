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
        return defaults().toBuilder()
                .policies(policies)
                .baselines(false)
                .effects(false)
                .bootstrapReplicates(0)
                .build();
    }

    /** Number of events before the split. */
    public int eventsBeforeSplit(int events) {
        return (int) (events * trainShare);
    }

    /** A builder that begins with these settings. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Changes some settings and keeps the others. */
    public static final class Builder {
        private double trainShare;
        private List<RefreshPolicy> policies;
        private boolean baselines;
        private boolean effects;
        private int maxEffectEvents;
        private int bootstrapReplicates;
        private long seed;
        private final int threads;

        private Builder(EvaluationSettings from) {
            trainShare = from.trainShare;
            policies = from.policies;
            baselines = from.baselines;
            effects = from.effects;
            maxEffectEvents = from.maxEffectEvents;
            bootstrapReplicates = from.bootstrapReplicates;
            seed = from.seed;
            threads = from.threads;
        }

        public Builder trainShare(double value) {
            trainShare = value;
            return this;
        }

        public Builder policies(List<RefreshPolicy> value) {
            policies = value;
            return this;
        }

        public Builder baselines(boolean value) {
            baselines = value;
            return this;
        }

        public Builder effects(boolean value) {
            effects = value;
            return this;
        }

        public Builder maxEffectEvents(int value) {
            maxEffectEvents = value;
            return this;
        }

        public Builder bootstrapReplicates(int value) {
            bootstrapReplicates = value;
            return this;
        }

        public Builder seed(long value) {
            seed = value;
            return this;
        }

        /** @throws IllegalArgumentException naming a setting that is out of bounds */
        public EvaluationSettings build() {
            return new EvaluationSettings(
                    trainShare, policies, baselines, effects, maxEffectEvents, bootstrapReplicates, seed, threads);
        }
    }
}
