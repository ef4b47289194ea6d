package io.metarefresh.job.config;

/** Where keyed state lives. */
public enum StateBackend {
    ROCKSDB,
    HASHMAP
}
