package io.metarefresh.job.record;

/** What made an embedding; the names are those of the Avro enum {@code RefreshReason}. */
public enum Reason {
    INTERACTION,
    PROFILE,
    EXPIRY,
    GUARD,
    ROLLOUT,
    BACKFILL
}
