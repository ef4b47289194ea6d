package io.metarefresh.text;

/** What an error says. */
public final class ErrorMessage {
    private ErrorMessage() {}

    /** Its message, or the name of its class where it has none. */
    public static String of(Throwable error) {
        return error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
    }
}
