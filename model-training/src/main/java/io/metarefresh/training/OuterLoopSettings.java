package io.metarefresh.training;

import java.time.Duration;

/**
 * Settings of the outer loop.
 *
 * @param schedule how long it goes on
 * @param sampling which tasks a pass takes
 * @param optimizer how parameters follow the gradient
 * @param innerRates where the inner loop's learning rates begin
 * @param regularisation of embedding tables
 * @param validation what is kept from training to validate on
 * @param search whether {@link CandidateSettings} are all trained and the best one on validation data is kept
 */
public record OuterLoopSettings(
        Schedule schedule,
        TaskSampling sampling,
        OptimizerSettings optimizer,
        InnerRates innerRates,
        Regularisation regularisation,
        ValidationSettings validation,
        boolean search) {

    /** A thorough training: a minute or so on two cores for a hundred thousand interactions. */
    public static OuterLoopSettings thorough() {
        return new OuterLoopSettings(
                new Schedule(120, 12, 2, null),
                new TaskSampling(1024, 8192, 64, 64, 0.1),
                new OptimizerSettings(false, 3e-3, 1.0, 0.99),
                new InnerRates(1.0, 1.0),
                new Regularisation(0.6, 0.1, 1e-3, 2),
                new ValidationSettings(0.2, 0.15, 20_000),
                true);
    }

    /** A demonstration: seconds for a hundred thousand interactions, slightly worse, and never much longer than 25 seconds. */
    public static OuterLoopSettings quick() {
        return new OuterLoopSettings(
                new Schedule(16, 2, 1, Duration.ofSeconds(25)),
                new TaskSampling(1024, 4096, 64, 64, 0.1),
                new OptimizerSettings(false, 3e-3, 1.0, 0.0),
                new InnerRates(1.0, 1.0),
                new Regularisation(0.6, 0.1, 1e-3, 2),
                new ValidationSettings(0.1, 0.1, 8_000),
                false);
    }

    /** A builder that begins with these settings. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Changes some settings and keeps the others. */
    public static final class Builder {
        private Schedule schedule;
        private TaskSampling sampling;
        private OptimizerSettings optimizer;
        private InnerRates innerRates;
        private Regularisation regularisation;
        private ValidationSettings validation;
        private boolean search;

        private Builder(OuterLoopSettings from) {
            schedule = from.schedule;
            sampling = from.sampling;
            optimizer = from.optimizer;
            innerRates = from.innerRates;
            regularisation = from.regularisation;
            validation = from.validation;
            search = from.search;
        }

        public Builder schedule(Schedule value) {
            schedule = value;
            return this;
        }

        public Builder sampling(TaskSampling value) {
            sampling = value;
            return this;
        }

        public Builder optimizer(OptimizerSettings value) {
            optimizer = value;
            return this;
        }

        public Builder innerRates(InnerRates value) {
            innerRates = value;
            return this;
        }

        public Builder regularisation(Regularisation value) {
            regularisation = value;
            return this;
        }

        public Builder validation(ValidationSettings value) {
            validation = value;
            return this;
        }

        public Builder search(boolean value) {
            search = value;
            return this;
        }

        public OuterLoopSettings build() {
            return new OuterLoopSettings(schedule, sampling, optimizer, innerRates, regularisation, validation, search);
        }
    }
}
