package io.metarefresh.client;

/** The store cannot start or cannot go on; the message is one line that names cause, setting or topic, and value. */
public class StoreException extends RuntimeException {
    public StoreException(String message) {
        super(message);
    }

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
