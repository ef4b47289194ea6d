package io.metarefresh.text;

import java.util.regex.Pattern;

/** Text of others made fit for a one-line message, so that it cannot write lines of its own into a log. */
public final class OneLine {
    private static final int MAX_LENGTH = 120;
    private static final Pattern BREAKS = Pattern.compile("[\\p{Cc}\\u2028\\u2029]+");
    private static final Pattern WHITE_SPACE = Pattern.compile("\\s+");
    private static final Pattern LINE_ENDS = Pattern.compile("\\s*\\R\\s*");

    private OneLine() {}

    /** The text without control characters, cut after 120 characters; a null reference is the text {@code null}. */
    public static String of(String text) {
        return of(text, MAX_LENGTH);
    }

    /** The same, cut after so many characters. */
    public static String of(String text, int maxLength) {
        String line =
                BREAKS.matcher(text == null ? "null" : text).replaceAll(" ").strip();
        return line.length() <= maxLength ? line : line.substring(0, maxLength) + "…";
    }

    /** The whole message of an error, see {@link ErrorMessage}, with each run of white space as one space. */
    public static String of(Throwable error) {
        return WHITE_SPACE.matcher(ErrorMessage.of(error)).replaceAll(" ").strip();
    }

    /** The whole text with {@code "; "} between its lines. */
    public static String joined(String text) {
        return LINE_ENDS.matcher(text.strip()).replaceAll("; ");
    }

    /** Whether the text holds a line break or another control character. */
    public static boolean isBroken(String text) {
        return BREAKS.matcher(text).find();
    }
}
