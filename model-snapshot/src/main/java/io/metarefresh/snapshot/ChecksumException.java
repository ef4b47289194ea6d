package io.metarefresh.snapshot;

/** A file of a snapshot is not the one that was announced: its length or its SHA-256 differs. */
public final class ChecksumException extends SnapshotException {
    private static final long serialVersionUID = 1L;

    ChecksumException(String message) {
        super(message);
    }
}
