package io.metarefresh.training;

/**
 * Which tasks a pass of the outer loop takes.
 *
 * @param minTasksPerPass a pass takes one random cut of each entity, repeated until it has at least this many tasks
 * @param maxTasksPerPass tasks of a pass at most; the next pass goes on with the entities not yet visited
 * @param batchTasks tasks per step of the optimizer
 * @param queryRows rows after the cut that the outer loss looks at
 * @param emptySupportShare share of tasks whose cut is before the first row: cold start is a task too
 */
public record TaskSampling(
        int minTasksPerPass, int maxTasksPerPass, int batchTasks, int queryRows, double emptySupportShare) {
    public TaskSampling {
        Bounds.atLeastOne("minTasksPerPass", minTasksPerPass);
        Bounds.atLeastOne("maxTasksPerPass", maxTasksPerPass);
        Bounds.atLeastOne("batchTasks", batchTasks);
        Bounds.atLeastOne("queryRows", queryRows);
        Bounds.share("emptySupportShare", emptySupportShare);
    }

    /** The same with other batches. */
    TaskSampling withBatchTasks(int tasks) {
        return new TaskSampling(minTasksPerPass, maxTasksPerPass, tasks, queryRows, emptySupportShare);
    }
}
