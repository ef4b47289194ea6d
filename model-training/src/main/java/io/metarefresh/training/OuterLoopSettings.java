package io.metarefresh.training;

import java.time.Duration;

/**
 * Settings of the outer loop.
 *
 * @param maxPasses passes at most; early stopping usually ends training before
 * @param minTasksPerPass a pass takes one random cut of each member, repeated until it has at least this many tasks
 * @param maxTasksPerPass tasks of a pass at most; the next pass goes on with the members not yet visited
 * @param batchTasks tasks per step of the optimizer
 * @param queryRows rows after the cut that the outer loss looks at
 * @param emptySupportShare share of tasks whose cut is before the first row: cold start is a task too
 * @param firstOrder whether second-order terms are dropped (first-order MAML)
 * @param learningRate Adam's rate before decay
 * @param maxGradientNorm bound on the norm of the whole outer gradient
 * @param initialInnerRate the inner loop's learning rates before they are learned
 * @param innerRateFactor how many times faster than other parameters the logarithms of the inner rates are learned
 * @param averaging decay per optimizer step of the running average of all parameters, which is what is validated and kept; 0 for
 *     none
 * @param tableDropout dropout on pooled embeddings of large vocabularies
 * @param unknownIdShare share of ids of large vocabularies replaced by the unknown id, so that its row is trained
 * @param tableWeightDecay weight decay on tables of large vocabularies
 * @param minIdCount an id enters its vocabulary with at least this many occurrences
 * @param heldOutMembers share of members of which nothing is trained on
 * @param laterTime share of the newest events that are not trained on
 * @param maxValidationRows rows on which the validation loss is computed, at most
 * @param patience passes without improvement after which the rate is reduced, from the best parameters so far
 * @param rateReductions how often the rate is reduced (to a third) before training stops
 * @param search whether {@link CandidateSettings} are all trained and the best one on validation data is kept
 * @param timeLimit training ends after the pass that exceeds it; null for none. With a limit the result depends on the machine's
 *     speed: it is for demonstrations
 */
public record OuterLoopSettings(
        int maxPasses,
        int minTasksPerPass,
        int maxTasksPerPass,
        int batchTasks,
        int queryRows,
        double emptySupportShare,
        boolean firstOrder,
        double learningRate,
        double maxGradientNorm,
        double initialInnerRate,
        double innerRateFactor,
        double averaging,
        double tableDropout,
        double unknownIdShare,
        double tableWeightDecay,
        int minIdCount,
        double heldOutMembers,
        double laterTime,
        int maxValidationRows,
        int patience,
        int rateReductions,
        boolean search,
        Duration timeLimit) {

    public OuterLoopSettings {
        positive("maxPasses", maxPasses);
        positive("minTasksPerPass", minTasksPerPass);
        positive("maxTasksPerPass", maxTasksPerPass);
        positive("batchTasks", batchTasks);
        positive("queryRows", queryRows);
        positive("maxValidationRows", maxValidationRows);
        positive("patience", patience);
        share("emptySupportShare", emptySupportShare);
        share("averaging", averaging);
        share("tableDropout", tableDropout);
        share("unknownIdShare", unknownIdShare);
        share("heldOutMembers", heldOutMembers);
        share("laterTime", laterTime);
        if (!(learningRate > 0)
                || !(maxGradientNorm > 0)
                || !(initialInnerRate > 0)
                || !(innerRateFactor > 0)
                || !(tableWeightDecay >= 0)) {
            throw new IllegalArgumentException(
                    "learningRate, maxGradientNorm, initialInnerRate and innerRateFactor must be positive, tableWeightDecay not negative");
        }
    }

    /** A thorough training: a minute or so on two cores for a hundred thousand interactions. */
    public static OuterLoopSettings thorough() {
        return new OuterLoopSettings(
                120, 1024, 8192, 64, 64, 0.1, false, 3e-3, 1.0, 1.0, 1.0, 0.99, 0.6, 0.1, 1e-3, 2, 0.2, 0.15, 20_000,
                12, 2, true, null);
    }

    /** A demonstration: seconds for a hundred thousand interactions, slightly worse, and never much longer than 25 seconds. */
    public static OuterLoopSettings quick() {
        return new OuterLoopSettings(
                16,
                1024,
                4096,
                64,
                64,
                0.1,
                false,
                3e-3,
                1.0,
                1.0,
                1.0,
                0.0,
                0.6,
                0.1,
                1e-3,
                2,
                0.1,
                0.1,
                8_000,
                2,
                1,
                false,
                Duration.ofSeconds(25));
    }

    /** The same with other batches and inner rates. */
    OuterLoopSettings with(int tasks, double innerRate, double rateFactor) {
        return new OuterLoopSettings(
                maxPasses,
                minTasksPerPass,
                maxTasksPerPass,
                tasks,
                queryRows,
                emptySupportShare,
                firstOrder,
                learningRate,
                maxGradientNorm,
                innerRate,
                rateFactor,
                averaging,
                tableDropout,
                unknownIdShare,
                tableWeightDecay,
                minIdCount,
                heldOutMembers,
                laterTime,
                maxValidationRows,
                patience,
                rateReductions,
                search,
                timeLimit);
    }

    /** The same with other dropout on large tables. */
    OuterLoopSettings withTableDropout(double dropout) {
        return new OuterLoopSettings(
                maxPasses,
                minTasksPerPass,
                maxTasksPerPass,
                batchTasks,
                queryRows,
                emptySupportShare,
                firstOrder,
                learningRate,
                maxGradientNorm,
                initialInnerRate,
                innerRateFactor,
                averaging,
                dropout,
                unknownIdShare,
                tableWeightDecay,
                minIdCount,
                heldOutMembers,
                laterTime,
                maxValidationRows,
                patience,
                rateReductions,
                search,
                timeLimit);
    }

    /** The same with another share of the members for validation. */
    OuterLoopSettings withHeldOutMembers(double members) {
        return new OuterLoopSettings(
                maxPasses,
                minTasksPerPass,
                maxTasksPerPass,
                batchTasks,
                queryRows,
                emptySupportShare,
                firstOrder,
                learningRate,
                maxGradientNorm,
                initialInnerRate,
                innerRateFactor,
                averaging,
                tableDropout,
                unknownIdShare,
                tableWeightDecay,
                minIdCount,
                members,
                laterTime,
                maxValidationRows,
                patience,
                rateReductions,
                search,
                timeLimit);
    }

    private static void positive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, not " + value);
        }
    }

    private static void share(String name, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(name + " must be in [0, 1), not " + value);
        }
    }
}
