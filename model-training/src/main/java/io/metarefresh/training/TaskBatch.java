package io.metarefresh.training;

import io.metarefresh.innerloop.SupportWeights;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.snapshot.InnerLoopSpec;
import java.util.List;

/** Tasks laid out for the tape: rows of all tasks one after the other, with the task of each row. */
final class TaskBatch {
    /** Of each task its row among the {@link EntityRows}. */
    final int[] entities;

    final int[] supportRows;
    final int[] supportTask;
    final float[] supportLabels;
    /** w̃_i / (Σw̃ + prior weight); 0 where Σw̃ = 0. */
    final float[] supportScale;

    final int[] queryRows;
    final int[] queryTask;
    final float[] queryLabels;
    final float[] queryWeights;

    TaskBatch(List<Task> tasks, Histories histories, EntityRows entityRows, InnerLoopSpec innerLoop, LabelScale scale) {
        int support = tasks.stream().mapToInt(t -> t.cut() - t.supportFrom()).sum();
        int query = tasks.stream().mapToInt(t -> t.queryTo() - t.cut()).sum();
        entities = new int[tasks.size()];
        supportRows = new int[support];
        supportTask = new int[support];
        supportLabels = new float[support];
        supportScale = new float[support];
        queryRows = new int[query];
        queryTask = new int[query];
        queryLabels = new float[query];
        queryWeights = new float[query];
        int s = 0;
        int q = 0;
        for (int t = 0; t < tasks.size(); t++) {
            Task task = tasks.get(t);
            entities[t] = entityRows.row(task.entity(), task.cut());
            List<Interaction> rows = histories.rows(task.entity());
            int[] positions = histories.positions(task.entity());
            weigh(rows.subList(task.supportFrom(), task.cut()), innerLoop, s);
            for (int i = task.supportFrom(); i < task.cut(); i++, s++) {
                supportRows[s] = positions[i];
                supportTask[s] = t;
                supportLabels[s] = scale.scaled(rows.get(i).label());
            }
            for (int i = task.cut(); i < task.queryTo(); i++, q++) {
                queryRows[q] = positions[i];
                queryTask[q] = t;
                queryLabels[q] = scale.scaled(rows.get(i).label());
                queryWeights[q] = rows.get(i).weight();
            }
        }
    }

    private void weigh(List<Interaction> rows, InnerLoopSpec innerLoop, int start) {
        if (rows.isEmpty()) {
            return;
        }
        double[] weights = new double[rows.size()];
        double sum = new SupportWeights(innerLoop.halfLife()).fill(rows, weights, 0);
        double factor = sum == 0 ? 0 : 1 / (sum + innerLoop.priorWeight());
        for (int i = 0; i < weights.length; i++) {
            supportScale[start + i] = (float) weights[i] * (float) factor;
        }
    }
}
