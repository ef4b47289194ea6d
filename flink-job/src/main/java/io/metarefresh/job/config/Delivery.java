package io.metarefresh.job.config;

/** Delivery guarantee of the job's outputs. */
public enum Delivery {
    AT_LEAST_ONCE,
    EXACTLY_ONCE
}
