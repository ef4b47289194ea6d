package io.metarefresh.job.record;

/** What the keyed step is told beside interactions: of one entity, or, by a snapshot, of all. */
public sealed interface SideInput permits ProfileChange, AdmittedSnapshot {

    /** Calls the action that fits. */
    <E extends Exception> void profileOrSnapshot(
            CaseAction<? super ProfileChange, E> profile, CaseAction<? super AdmittedSnapshot, E> snapshot) throws E;
}
