package io.metarefresh.dataset;

import io.metarefresh.text.QuotedValue;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits one line of CSV (RFC 4180) into fields, strictly: a quote that is not closed on its line, or text after a closing
 * quote, is an error. Working line by line, a stray quote can spoil one line and never swallow those after it.
 */
final class CsvLine {
    private CsvLine() {}

    static List<String> split(String line) throws MalformedLineException {
        List<String> fields = new ArrayList<>();
        int position = 0;
        while (true) {
            if (position < line.length() && line.charAt(position) == '"') {
                StringBuilder field = new StringBuilder();
                position = quoted(line, position + 1, field);
                fields.add(field.toString());
                if (position < line.length() && line.charAt(position) != ',') {
                    throw new MalformedLineException(
                            "field " + fields.size() + " has text after its closing quote: " + QuotedValue.of(line));
                }
            } else {
                int comma = line.indexOf(',', position);
                int end = comma < 0 ? line.length() : comma;
                String field = line.substring(position, end);
                if (field.indexOf('"') >= 0) {
                    throw new MalformedLineException("field " + (fields.size() + 1)
                            + " has a quote inside an unquoted value: " + QuotedValue.of(field));
                }
                fields.add(field);
                position = end;
            }
            if (position >= line.length()) {
                return fields;
            }
            position++;
            if (position == line.length()) {
                fields.add("");
                return fields;
            }
        }
    }

    /** Reads on to the closing quote, into {@code field}; answers the position after it. */
    private static int quoted(String line, int from, StringBuilder field) throws MalformedLineException {
        int position = from;
        while (position < line.length()) {
            char c = line.charAt(position);
            if (c != '"') {
                field.append(c);
                position++;
            } else if (position + 1 < line.length() && line.charAt(position + 1) == '"') {
                field.append('"');
                position += 2;
            } else {
                return position + 1;
            }
        }
        throw new MalformedLineException("a quote is opened and not closed on its line: " + QuotedValue.of(line));
    }
}
