package io.metarefresh.training;

import java.time.Duration;

/**
 * How a {@link VectorModel} is shaped and trained. What was tried beside these defaults is in
 * {@code docs/decisions/0034-the-vector-alone-trained-on-every-prefix.md}.
 *
 * @param shape sizes of the model
 * @param tasks what it is trained on
 * @param noise what training hides from it
 * @param optimizer how it moves
 * @param schedule how long
 */
record VectorSettings(Shape shape, Tasks tasks, Noise noise, Optimizer optimizer, Schedule schedule) {

    /**
     * Sizes.
     *
     * @param dimension numbers of the vector
     * @param hidden units of the own score's hidden layer
     * @param tableWidth numbers of an id of a large vocabulary
     * @param minIdCount occurrences that an id needs to enter its vocabulary
     */
    record Shape(int dimension, int hidden, int tableWidth, int minIdCount) {}

    /**
     * Tasks and batches.
     *
     * @param queries consecutive events of an entity that make a task; each is a query with the rows before it as its support set
     * @param queriesOfBatch queries of an optimizer step, about
     */
    record Tasks(int queries, int queriesOfBatch) {}

    /**
     * What training hides.
     *
     * @param emptiedShare share of the support sets that are emptied, so that the un-adapted vector is a good one too
     * @param idDropout share of the rows that lose their ids of large vocabularies
     * @param hiddenDropout dropout on the hidden layer
     */
    record Noise(double emptiedShare, double idDropout, double hiddenDropout) {
        static final Noise NONE = new Noise(0, 0, 0);
    }

    /**
     * Adam and its bounds.
     *
     * @param rate of weights and tables
     * @param innerRate of the logarithms of the inner rates and of the recency
     * @param initialInnerRate the inner rates before they are learned
     * @param weightDecay L2 on weights
     * @param tableDecay L2 on tables
     * @param averaging decay an optimizer step of the running average of all parameters
     * @param maxGradientNorm bound on the norm of the whole gradient
     * @param firstOrder whether second-order terms are dropped
     */
    record Optimizer(
            double rate,
            double innerRate,
            double initialInnerRate,
            double weightDecay,
            double tableDecay,
            double averaging,
            double maxGradientNorm,
            boolean firstOrder) {}

    /**
     * Passes over the data.
     *
     * @param updates optimizer steps that a training should have at most; small data is passed over more often
     * @param leastPasses passes at most, where so many make more steps than that
     * @param mostPasses passes at most in any case
     * @param patience share of the passes without gain after which the choice of their number ends
     * @param validationShare share of the newest events on which their number is chosen; 0 for no choice
     * @param timeLimit training ends after the pass that exceeds it; null for none. With a limit the result depends on the machine's speed
     */
    record Schedule(
            int updates, int leastPasses, int mostPasses, double patience, double validationShare, Duration timeLimit) {

        /** Passes at most for that many batches in a pass. */
        int maxPasses(int batches) {
            int wanted = (updates + batches - 1) / Math.max(1, batches);
            return Math.min(mostPasses, Math.max(leastPasses, wanted));
        }

        /** Passes without gain that end the choice among so many. */
        int patienceOf(int passes) {
            return Math.max(1, (int) Math.round(patience * passes));
        }
    }

    /** Those of a training: its shape and what it limits; the rest is fixed. */
    static VectorSettings of(TrainingSettings settings) {
        OuterLoopSettings outer = settings.outerLoop();
        ModelShape shape = settings.shape();
        boolean chooses = outer.search();
        int most = outer.schedule().maxPasses();
        return new VectorSettings(
                new Shape(
                        shape.embeddingDimension(),
                        shape.globalLayers().get(0).units(),
                        shape.tableWidth(),
                        outer.regularisation().minIdCount()),
                new Tasks(32, 512),
                new Noise(0.15, 0.8, 0.2),
                new Optimizer(
                        2e-3,
                        2e-2,
                        2.0,
                        3e-4,
                        1e-3,
                        0.99,
                        1.0,
                        outer.optimizer().firstOrder()),
                new Schedule(
                        chooses ? 3300 : 1500,
                        Math.min(most, chooses ? 24 : 12),
                        most,
                        0.25,
                        chooses ? 0.2 : 0,
                        outer.schedule().timeLimit()));
    }

    VectorSettings withSchedule(Schedule other) {
        return new VectorSettings(shape, tasks, noise, optimizer, other);
    }
}
