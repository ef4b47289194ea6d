package io.metarefresh.snapshot;

import java.util.regex.Pattern;

/** Foreign text made fit for a one-line message. */
public final class OneLine {
    private static final int MAX_LENGTH = 120;
    private static final Pattern BREAKS = Pattern.compile("[\\p{Cc}\\u2028\\u2029]+");

    private OneLine() {}

    /** The text without control characters, cut where it is long. */
    public static String of(String text) {
        String line =
                BREAKS.matcher(text == null ? "null" : text).replaceAll(" ").strip();
        return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH) + "…";
    }

    /** The first line of an exception's message; parsers add source excerpts and positions after it. */
    static String of(Exception e) {
        String message = e instanceof com.fasterxml.jackson.core.JsonProcessingException json
                ? json.getOriginalMessage() + where(json)
                : e.getClass().getSimpleName() + (e.getMessage() == null ? "" : ": " + e.getMessage());
        return of(message);
    }

    private static String where(com.fasterxml.jackson.core.JsonProcessingException e) {
        return e.getLocation() == null
                ? ""
                : " (line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr() + ")";
    }
}
