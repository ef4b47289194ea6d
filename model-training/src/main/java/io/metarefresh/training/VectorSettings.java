package io.metarefresh.training;

/**
 * How a {@link VectorModel} is trained.
 *
 * @param dimension numbers of the vector
 * @param hidden units of the own score's hidden layer
 * @param tableWidth numbers of an id of a large vocabulary
 * @param taskQueries consecutive events of an entity that make a task; each is a query with the rows before it as its support set
 * @param batchQueries queries of an optimizer step, about
 * @param emptiedShare share of the support sets that are emptied in training, so that the un-adapted vector is a good one too
 * @param idDropout share of the rows that lose their ids of a large vocabulary in training
 * @param hiddenDropout dropout on the hidden layer
 * @param rate Adam's rate
 * @param innerRate Adam's rate of the logarithms of the inner rates
 * @param initialInnerRate the inner rates before they are learned
 * @param weightDecay L2 on weights
 * @param tableDecay L2 on tables
 * @param averaging decay an optimizer step of the running average of all parameters
 * @param maxGradientNorm bound on the norm of the whole gradient
 * @param maxPasses passes at most while their number is chosen
 * @param patience passes without gain after which the choice ends
 * @param validationShare share of the newest events on which the number of passes is chosen
 * @param minIdCount occurrences that an id needs to enter its vocabulary
 */
record VectorSettings(
        int dimension,
        int hidden,
        int tableWidth,
        int taskQueries,
        int batchQueries,
        double emptiedShare,
        double idDropout,
        double hiddenDropout,
        double rate,
        double innerRate,
        double initialInnerRate,
        double weightDecay,
        double tableDecay,
        double averaging,
        double maxGradientNorm,
        int maxPasses,
        int patience,
        double validationShare,
        int minIdCount) {

    static VectorSettings defaults() {
        return new VectorSettings(
                32, 96, 16, 32, 512, 0.15, 0.8, 0.2, 2e-3, 2e-2, 2.0, 3e-4, 1e-3, 0.99, 1.0, 24, 5, 0.2, 2);
    }
}
