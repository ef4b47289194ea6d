package io.metarefresh.dataset;

/** Data that cannot be used. The message is one line: file, line, column, what is wrong, and the value. */
public class DatasetException extends Exception {
    private static final long serialVersionUID = 1L;

    public DatasetException(String message) {
        super(message);
    }

    public DatasetException(String message, Throwable cause) {
        super(message, cause);
    }
}
