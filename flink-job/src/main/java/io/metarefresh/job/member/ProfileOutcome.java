package io.metarefresh.job.member;

/** What became of a record of the profiles topic. */
public enum ProfileOutcome {
    /** It is the entity's profile now. */
    APPLIED,
    /** The entity, or its past, was forgotten. */
    FORGOT,
    /** It changed nothing: it is not after the time up to which the entity was forgotten. */
    IGNORED
}
