package io.metarefresh.dataset;

/** How a value from a file is shown in an error: quoted, short, on one line. */
final class QuotedValue {
    private static final int LONGEST = 60;

    private QuotedValue() {}

    static String value(String value) {
        String head = value.length() <= LONGEST ? value : value.substring(0, LONGEST);
        StringBuilder shown = new StringBuilder("'");
        head.codePoints().forEach(c -> {
            if (Character.isISOControl(c) || c == 0x2028 || c == 0x2029) {
                shown.append(String.format("\\u%04x", c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        shown.append('\'');
        if (value.length() > LONGEST) {
            shown.append("… (").append(value.length()).append(" characters)");
        }
        return shown.toString();
    }
}
