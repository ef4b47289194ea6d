package io.metarefresh.training;

import io.metarefresh.interaction.Interaction;
import io.metarefresh.snapshot.Loss;
import java.util.Arrays;
import java.util.List;

/**
 * Labels as the network in training sees them: under the squared loss (y − mean) / deviation, so that ratings, seconds and prices train
 * alike; under the logistic loss as they are. With s = deviation s′ + mean the inner loop's gradient is deviation² times that of the
 * scaled model, which the export makes up for in the learning rates.
 */
record LabelScale(float mean, float deviation) {
    static final LabelScale NONE = new LabelScale(0, 1);

    static LabelScale of(List<Interaction> interactions, int[] rows, Loss loss) {
        if (loss.predictsProbabilities() || rows.length == 0) {
            return NONE;
        }
        double mean = Arrays.stream(rows)
                .mapToDouble(r -> interactions.get(r).label())
                .average()
                .orElse(0);
        double variance = Arrays.stream(rows)
                .mapToDouble(r -> Math.pow(interactions.get(r).label() - mean, 2))
                .average()
                .orElse(0);
        double deviation = Math.sqrt(variance);
        return new LabelScale((float) mean, deviation > 1e-6 * Math.max(1, Math.abs(mean)) ? (float) deviation : 1f);
    }

    float scaled(float label) {
        return (label - mean) / deviation;
    }

    float unscaled(float score) {
        return score * deviation + mean;
    }

    /** What a loss or a gradient of the scaled model has to be multiplied with. */
    float square() {
        return deviation * deviation;
    }
}
