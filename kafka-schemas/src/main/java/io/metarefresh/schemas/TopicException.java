package io.metarefresh.schemas;

/** The broker refused or did not answer a request about topics; the message is one line that names topic and cause. */
public class TopicException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TopicException(String message, Throwable cause) {
        super(message, cause);
    }
}
