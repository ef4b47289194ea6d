package io.metarefresh.snapshot;

/** A file of a snapshot is missing or cannot be read now: trying again may help, unlike with every other defect. */
public final class UnreadableSnapshotException extends SnapshotException {
    private static final long serialVersionUID = 1L;

    public UnreadableSnapshotException(String message, Throwable cause) {
        super(message, cause);
    }
}
