package io.metarefresh.job.config;

/** Where a job without a checkpoint starts to read. */
public enum StartingOffsets {
    EARLIEST,
    COMMITTED
}
