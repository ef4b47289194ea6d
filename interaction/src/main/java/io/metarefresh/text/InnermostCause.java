package io.metarefresh.text;

/**
 * The error that is wrapped in all others. Clients of Kafka and of the registry wrap what happened in errors that say only that something
 * could not be made or asked.
 */
public final class InnermostCause {
    private InnermostCause() {}

    /** The last of the chain of causes; the error itself where it has none. */
    public static Throwable of(Throwable error) {
        Throwable cause = error;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
