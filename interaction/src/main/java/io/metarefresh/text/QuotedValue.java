package io.metarefresh.text;

/** How a value from a file is shown in an error: in quotes, short, on one line, with control characters as escapes. */
public final class QuotedValue {
    private static final int MAX_LENGTH = 60;

    private QuotedValue() {}

    /** The value in single quotes; of a longer one the first 60 characters and how many there are. */
    public static String of(String value) {
        String head = value.length() <= MAX_LENGTH ? value : value.substring(0, MAX_LENGTH);
        StringBuilder shown = new StringBuilder("'");
        head.codePoints().forEach(c -> {
            if (Character.isISOControl(c) || c == 0x2028 || c == 0x2029) {
                shown.append(String.format("\\u%04x", c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        shown.append('\'');
        if (value.length() > MAX_LENGTH) {
            shown.append("… (").append(value.length()).append(" characters)");
        }
        return shown.toString();
    }
}
