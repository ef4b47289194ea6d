package io.metarefresh.job.decode;

/** Too many records are refused; the message is one line for the operator. */
public class DeadLetterLimitException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DeadLetterLimitException(String message) {
        super(message);
    }
}
