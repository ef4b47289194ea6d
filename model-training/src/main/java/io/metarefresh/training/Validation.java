package io.metarefresh.training;

import io.metarefresh.prediction.PredictionMetrics;
import java.util.ArrayList;
import java.util.List;

/**
 * How well a model in training predicts the query rows of tasks that it is not trained on.
 *
 * @param loss mean loss of unscaled labels, rows by their weights, under the adapted embedding; NaN without rows
 * @param auc area under the curve of the same scores, rows alike; NaN where labels are all on one side
 * @param unadaptedLoss the loss under the un-adapted embedding
 */
record Validation(double loss, double auc, double unadaptedLoss) {
    private static final int TASKS_AT_ONCE = 64;

    static Validation of(List<Task> tasks, TaskScorer scorer, MetaModel model, TaskRunner runner) {
        List<List<Task>> chunks = new ArrayList<>();
        for (int i = 0; i < tasks.size(); i += TASKS_AT_ONCE) {
            chunks.add(tasks.subList(i, Math.min(tasks.size(), i + TASKS_AT_ONCE)));
        }
        List<TaskScorer.Scored> scored = runner
                .<List<TaskScorer.Scored>>run((tape, shard) -> TaskRunner.share(chunks, shard).stream()
                        .map(chunk -> scorer.score(tape, chunk))
                        .toList())
                .stream()
                .flatMap(List::stream)
                .toList();
        double loss = 0;
        double unadaptedLoss = 0;
        double weight = 0;
        int rows = scored.stream().mapToInt(s -> s.labels().length).sum();
        float[] scores = new float[rows];
        float[] labels = new float[rows];
        int at = 0;
        for (TaskScorer.Scored part : scored) {
            for (int i = 0; i < part.labels().length; i++) {
                float label = part.labels()[i];
                float w = part.weights()[i];
                loss += w * model.loss.of(part.adapted()[i], label);
                unadaptedLoss += w * model.loss.of(part.unadapted()[i], label);
                weight += w;
                scores[at] = part.adapted()[i];
                labels[at++] = label;
            }
        }
        double unscale = model.labelScale.square() / weight;
        // Scores are ordered as their predictions are, so they have the same area under the curve.
        double auc = new PredictionMetrics(labels, model.loss).auc(scores);
        return new Validation(loss * unscale, auc, unadaptedLoss * unscale);
    }
}
