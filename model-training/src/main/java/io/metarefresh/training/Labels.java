package io.metarefresh.training;

import io.metarefresh.interaction.Interaction;
import io.metarefresh.snapshot.Loss;
import java.util.Arrays;
import java.util.List;

/** What labels say about a model before it is trained. */
final class Labels {
    private Labels() {}

    /** Logistic where all labels are in [0, 1], otherwise squared. */
    static Loss lossFor(List<Interaction> interactions) {
        return interactions.stream().allMatch(i -> i.label() >= 0 && i.label() <= 1) ? Loss.LOGISTIC : Loss.SQUARED;
    }

    /** @throws IllegalArgumentException at the first label that the loss has no value for */
    static void check(List<Interaction> interactions, Loss loss) {
        for (Interaction interaction : interactions) {
            float label = interaction.label();
            if (!Float.isFinite(label) || (loss == Loss.LOGISTIC && (label < 0 || label > 1))) {
                throw new IllegalArgumentException("event '" + interaction.eventId() + "': label " + label
                        + (loss == Loss.LOGISTIC
                                ? " is outside [0, 1], the range of the logistic loss"
                                : " is not finite"));
            }
        }
    }

    /** The score that predicts the mean label of the rows, scaled where the loss is squared. */
    static double baseScore(List<Interaction> interactions, int[] rows, Loss loss) {
        double mean = Arrays.stream(rows)
                .mapToDouble(r -> interactions.get(r).label())
                .average()
                .orElse(0);
        if (loss == Loss.SQUARED) {
            return 0;
        }
        double bounded = Math.min(0.99, Math.max(0.01, mean));
        return Math.log(bounded / (1 - bounded));
    }
}
