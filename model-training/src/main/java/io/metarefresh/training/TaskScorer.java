package io.metarefresh.training;

import java.util.Arrays;
import java.util.List;

/** What a model in training makes of tasks: it adapts to their support rows and scores their query rows. */
final class TaskScorer {
    private final TrainingData data;
    private final MetaModel model;

    TaskScorer(TrainingData data, MetaModel model) {
        this.data = data;
        this.model = model;
    }

    /**
     * Scores of the query rows of tasks, one task after the other.
     *
     * @param labels scaled as the scores are
     */
    record Scored(float[] adapted, float[] unadapted, float[] labels, float[] weights) {}

    /**
     * The outer loss of tasks as a variable of the tape [1 × 1], the rows' weights divided by {@code totalWeight}; null without query
     * rows.
     */
    Variable queryLoss(Tape tape, List<Task> tasks, double totalWeight, TableDropout dropout) {
        TaskBatch batch = batch(tasks);
        if (batch.queryRows.length == 0) {
            return null;
        }
        ModelGraph graph = new ModelGraph(tape, model);
        Variable embedding = adapted(graph, batch, dropout);
        ModelGraph.ContextSide query = graph.contextSide(data.contexts, batch.queryRows, dropout);
        float[] scale = batch.queryWeights.clone();
        for (int i = 0; i < scale.length; i++) {
            scale[i] /= (float) totalWeight;
        }
        Variable scores = graph.scores(embedding, query, batch.queryTask);
        return Losses.total(tape, scores, batch.queryLabels, scale, model.loss);
    }

    /** Scores under the adapted and the un-adapted embeddings; what was on the tape is lost. */
    Scored score(Tape tape, List<Task> tasks) {
        tape.reset(false);
        TaskBatch batch = batch(tasks);
        ModelGraph graph = new ModelGraph(tape, model);
        ModelGraph.ContextSide query = graph.contextSide(data.contexts, batch.queryRows, null);
        Variable adapted = graph.scores(adapted(graph, batch, null), query, batch.queryTask);
        Variable unadapted = graph.scores(
                graph.unadapted(graph.entityInput(data.entities, batch.entities, null)), query, batch.queryTask);
        int rows = batch.queryRows.length;
        return new Scored(
                Arrays.copyOf(adapted.value, rows),
                Arrays.copyOf(unadapted.value, rows),
                batch.queryLabels,
                batch.queryWeights);
    }

    /** Adapted embeddings, row-major, one for each task. */
    float[] embeddings(List<Task> tasks) {
        Tape tape = new Tape();
        tape.reset(false);
        Variable adapted = adapted(new ModelGraph(tape, model), batch(tasks), null);
        return Arrays.copyOf(adapted.value, adapted.size());
    }

    private TaskBatch batch(List<Task> tasks) {
        return new TaskBatch(tasks, data.histories, data.entityRows, model.innerLoop, model.labelScale);
    }

    private Variable adapted(ModelGraph graph, TaskBatch batch, TableDropout dropout) {
        Variable x = graph.entityInput(data.entities, batch.entities, dropout);
        ModelGraph.ContextSide support = graph.contextSide(data.contexts, batch.supportRows, dropout);
        return graph.adapt(x, support, batch.supportTask, batch.supportLabels, batch.supportScale);
    }
}
