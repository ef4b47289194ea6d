package io.metarefresh.local;

/** The broker or the registry could not start or stop; the message is one line that names cause and value. */
public class LocalStackException extends RuntimeException {
    public LocalStackException(String message) {
        super(message);
    }

    public LocalStackException(String message, Throwable cause) {
        super(message, cause);
    }
}
