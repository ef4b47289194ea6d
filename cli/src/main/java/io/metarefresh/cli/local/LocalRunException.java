package io.metarefresh.cli.local;

/** The demonstration cannot go on; the message is one line that names cause, setting and value. */
public class LocalRunException extends Exception {
    private static final long serialVersionUID = 1L;

    public LocalRunException(String message) {
        super(message);
    }

    public LocalRunException(String message, Throwable cause) {
        super(message, cause);
    }
}
