package io.metarefresh.evaluation.yardstick;

import io.metarefresh.snapshot.Loss;

/**
 * Between labels and the scores that models add up. Under the logistic loss a score is a logit. Under the squared loss it is a label minus
 * the mean, in standard deviations, so that the same rates of learning serve every range of labels.
 *
 * @param loss what the models minimise
 * @param mean of the labels that were learned from; between 0 and 1 exclusively under the logistic loss
 * @param deviation their standard deviation, 1 where they are all the same; not used under the logistic loss
 */
record ScoreScale(Loss loss, double mean, double deviation) {

    /** Of the labels at {@code from} and after, before {@code until}. */
    static ScoreScale of(float[] labels, int from, int until, Loss loss) {
        double sum = 0;
        double squares = 0;
        for (int i = from; i < until; i++) {
            sum += labels[i];
            squares += (double) labels[i] * labels[i];
        }
        int count = until - from;
        if (loss == Loss.LOGISTIC) {
            // One made-up event of label ½ keeps the logit finite where all labels are the same.
            return new ScoreScale(loss, (sum + 0.5) / (count + 1), 1);
        }
        double mean = count == 0 ? 0 : sum / count;
        double variance = count == 0 ? 0 : squares / count - mean * mean;
        return new ScoreScale(loss, mean, variance > 0 ? Math.sqrt(variance) : 1);
    }

    /** The score of the mean label. */
    double base() {
        return loss == Loss.LOGISTIC ? Math.log(mean / (1 - mean)) : 0;
    }

    /** The label as models see it. */
    double scaled(float label) {
        return loss == Loss.LOGISTIC ? label : (label - mean) / deviation;
    }

    /** What a score says of the scaled label: its derivative of the loss is this minus the scaled label, whatever the loss. */
    double expected(double score) {
        return loss == Loss.LOGISTIC ? sigmoid(score) : score;
    }

    /** The score as a prediction of the label itself. */
    float prediction(double score) {
        return (float) (loss == Loss.LOGISTIC ? sigmoid(score) : mean + deviation * score);
    }

    private static double sigmoid(double score) {
        return 1 / (1 + Math.exp(-score));
    }
}
