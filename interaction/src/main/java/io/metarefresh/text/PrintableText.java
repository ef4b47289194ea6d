package io.metarefresh.text;

import java.util.regex.Pattern;

/**
 * Text of others, such as an id or a key, in output for people: nothing in it moves the cursor, ends the line or turns the direction of
 * writing, so that no record can write over what the command says.
 */
public final class PrintableText {
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

    private PrintableText() {}

    /** The text with a question mark in place of each such character. */
    public static String of(String text) {
        return UNPRINTABLE.matcher(text).replaceAll("?");
    }
}
