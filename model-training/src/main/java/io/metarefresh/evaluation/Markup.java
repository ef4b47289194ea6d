package io.metarefresh.evaluation;

import java.util.Locale;

/** Builds markup line by line; callers escape texts before they put them in. */
final class Markup {
    private final StringBuilder text = new StringBuilder();

    Markup line(String format, Object... arguments) {
        text.append(arguments.length == 0 ? format : String.format(Locale.ROOT, format, arguments))
                .append('\n');
        return this;
    }

    static String escape(String raw) {
        return raw.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
