package io.metarefresh.job.record;

/** What the keyed step hands to the inner loop, in this order: refreshes, and from when on another snapshot makes them. */
public sealed interface InnerLoopInput permits Refresh, SnapshotSwitch {

    /** Calls the action that fits. */
    <E extends Exception> void refreshOrSwitch(
            CaseAction<? super Refresh, E> refresh, CaseAction<? super SnapshotSwitch, E> snapshotSwitch) throws E;
}
