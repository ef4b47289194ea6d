package io.metarefresh.training;

import io.metarefresh.interaction.SupportSetRules;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Cuts histories into tasks: at random for training, at growing distances for validation. */
final class TaskSampler {
    private final Histories histories;
    private final TrainingSplit split;
    private final SupportSetRules rules;
    private final OuterLoopSettings outer;
    private final SplittableRandom random;
    private final int[] entities;
    private int[] order = {};
    private int next;

    TaskSampler(
            Histories histories,
            TrainingSplit split,
            SupportSetRules rules,
            OuterLoopSettings outer,
            SplittableRandom random) {
        this.histories = histories;
        this.split = split;
        this.rules = rules;
        this.outer = outer;
        this.random = random;
        this.entities = split.trainableEntities();
    }

    int tasksPerPass() {
        return Math.min(
                outer.sampling().maxTasksPerPass(), Math.max(outer.sampling().minTasksPerPass(), entities.length));
    }

    /** The next random tasks; every entity is visited once before any is visited again. */
    List<Task> draw(int count) {
        List<Task> tasks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (next == order.length) {
                order = TrainingSplit.shuffled(entities.length, random);
                next = 0;
            }
            int entity = entities[order[next++]];
            int length = split.trainable(entity);
            int cut = random.nextDouble() < outer.sampling().emptySupportShare() ? 0 : random.nextInt(length);
            tasks.add(task(entity, cut, Math.min(length, cut + outer.sampling().queryRows())));
        }
        return tasks;
    }

    private Task task(int entity, int cut, int queryTo) {
        int support = rules.select(histories.rows(entity).subList(0, cut)).size();
        return new Task(entity, cut - support, cut, queryTo);
    }

    /**
     * Tasks over the rows that are not trained on: the n-th row of a history is predicted from a support set that is at most an eighth of n
     * rows behind, close to what the live job serves, at a small part of the cost of adapting before each row.
     */
    List<Task> validation() {
        List<Task> tasks = new ArrayList<>();
        int rows = 0;
        for (int o : TrainingSplit.shuffled(histories.entities(), random)) {
            int length = histories.rows(o).size();
            for (int cut = split.trainable(o);
                    cut < length && rows < outer.validation().maxRows(); ) {
                int to = Math.min(
                        length, cut + Math.max(1, Math.min(outer.sampling().queryRows(), cut / 8)));
                tasks.add(task(o, cut, to));
                rows += to - cut;
                cut = to;
            }
        }
        return tasks;
    }
}
