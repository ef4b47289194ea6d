package io.metarefresh.training;

/** Is told how training goes, after every pass, on the training thread. */
@FunctionalInterface
public interface ProgressListener {
    ProgressListener SILENT = progress -> {};

    void passed(TrainingProgress progress);
}
