package io.metarefresh.snapshot;

/** A snapshot that cannot be used. The message is one line that names the file, what is wrong with it and the value. */
public class SnapshotException extends Exception {
    private static final long serialVersionUID = 1L;

    public SnapshotException(String message) {
        super(message);
    }

    public SnapshotException(String message, Throwable cause) {
        super(message, cause);
    }
}
