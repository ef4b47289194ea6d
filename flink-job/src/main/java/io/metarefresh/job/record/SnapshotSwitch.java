package io.metarefresh.job.record;

/**
 * From here on this snapshot is run. The first input of every inner loop is one.
 *
 * @param snapshot what to run
 * @param prepared the model, opened and warmed up where this was sent from, for the receiver to run and to close; null where the
 *     receiver is to open it. It is handed over within a task and never written
 */
public record SnapshotSwitch(AdmittedSnapshot snapshot, AutoCloseable prepared) implements InnerLoopInput {
    @Override
    public <E extends Exception> void refreshOrSwitch(
            CaseAction<? super Refresh, E> refresh, CaseAction<? super SnapshotSwitch, E> snapshotSwitch) throws E {
        snapshotSwitch.apply(this);
    }
}
