package io.metarefresh.schemas;

/** The registry did not answer, or not as a registry should: infrastructure, not data. */
public class RegistryUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RegistryUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
