package io.metarefresh.training;

import io.metarefresh.interaction.Interaction;
import io.metarefresh.snapshot.Loss;
import java.util.Arrays;
import java.util.List;

/**
 * What a network is trained to predict.
 *
 * @param loss inner and outer loss
 * @param scale how labels are scaled before the network sees them
 * @param baseScore score that predicts the mean label, in terms of scaled labels: where the head's bias begins
 */
record Targets(Loss loss, LabelScale scale, double baseScore) {
    /** A probability of the base score is at least this far from 0 and 1. */
    private static final double LEAST_BASE_PROBABILITY = 0.01;

    /** Of the labels of some of the interactions. */
    static Targets of(List<Interaction> interactions, int[] rows, Loss loss) {
        double mean = Arrays.stream(rows)
                .mapToDouble(r -> interactions.get(r).label())
                .average()
                .orElse(0);
        double baseScore =
                switch (loss) {
                    case LOGISTIC -> logit(mean);
                        // The mean of scaled labels.
                    case SQUARED -> 0;
                };
        return new Targets(loss, LabelScale.of(interactions, rows, loss), baseScore);
    }

    private static double logit(double mean) {
        double bounded = Math.min(1 - LEAST_BASE_PROBABILITY, Math.max(LEAST_BASE_PROBABILITY, mean));
        return Math.log(bounded / (1 - bounded));
    }

    /**
     * The loss to train with: the one asked for, otherwise logistic where all labels are in [0, 1] and squared elsewhere.
     *
     * @param asked may be null
     * @throws IllegalArgumentException at the first label that the loss has no value for
     */
    static Loss lossFor(List<Interaction> interactions, Loss asked) {
        Loss loss = asked != null
                ? asked
                : interactions.stream().allMatch(i -> Loss.LOGISTIC.allows(i.label())) ? Loss.LOGISTIC : Loss.SQUARED;
        for (Interaction interaction : interactions) {
            float label = interaction.label();
            if (!loss.allows(label)) {
                throw new IllegalArgumentException("event '" + interaction.eventId() + "': label " + label
                        + (loss.predictsProbabilities()
                                ? " is outside [0, 1], the range of the logistic loss"
                                : " is not finite"));
            }
        }
        return loss;
    }
}
