package io.metarefresh.dashboard;

/** The message of an error in one line. */
final class OneLine {
    private OneLine() {}

    static String of(Throwable error) {
        String message = error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
        return message.replaceAll("\\s+", " ").strip();
    }
}
