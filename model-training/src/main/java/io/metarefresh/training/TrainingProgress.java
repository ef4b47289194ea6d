package io.metarefresh.training;

/**
 * One pass of training.
 *
 * @param run which of the compared trainings it belongs to; empty where there is one alone
 * @param pass 1 for the first
 * @param maxPasses passes at most
 * @param trainingLoss mean query loss of the pass, with dropout
 * @param validationLoss mean loss on held-out members and later time, under the adapted embedding
 * @param validationAuc area under the curve of the same; NaN where labels are all on one side
 * @param unadaptedLoss the validation loss under the un-adapted embedding
 * @param bestPass the pass whose parameters are kept so far: the least validation loss plus un-adapted loss times the share of
 *     tasks without support
 * @param bestLoss its validation loss
 * @param learningRate of the outer optimizer during the pass
 */
public record TrainingProgress(
        String run,
        int pass,
        int maxPasses,
        double trainingLoss,
        double validationLoss,
        double validationAuc,
        double unadaptedLoss,
        int bestPass,
        double bestLoss,
        double learningRate) {}
