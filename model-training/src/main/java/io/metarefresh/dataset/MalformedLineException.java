package io.metarefresh.dataset;

/** One line of a file that cannot be used; the message lacks file and line number, which the reader of the file adds. */
final class MalformedLineException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedLineException(String message) {
        super(message);
    }

    MalformedLineException(String column, String problem) {
        super("column '" + column + "': " + problem);
    }
}
