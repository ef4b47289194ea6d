package io.metarefresh.job.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Replaces {@code ${env:NAME}} and {@code ${file:/path}}, so that secrets stay out of the configuration file. */
public final class Placeholders {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]*)}");

    private final Function<String, String> environment;

    Placeholders(Function<String, String> environment) {
        this.environment = environment;
    }

    /** Those of this process's environment. */
    public static Placeholders ofProcess() {
        return new Placeholders(System::getenv);
    }

    static boolean in(String text) {
        return PLACEHOLDER.matcher(text).find();
    }

    /** @throws IllegalArgumentException naming the placeholder that has no value */
    public String resolve(String text) {
        Matcher matcher = PLACEHOLDER.matcher(text);
        StringBuilder resolved = new StringBuilder();
        while (matcher.find()) {
            matcher.appendReplacement(resolved, Matcher.quoteReplacement(value(matcher.group(1))));
        }
        return matcher.appendTail(resolved).toString();
    }

    private String value(String name) {
        if (name.startsWith("env:")) {
            String value = environment.apply(name.substring(4));
            if (value == null) {
                throw new IllegalArgumentException("environment variable of '${" + name + "}' is not set");
            }
            return value;
        }
        if (name.startsWith("file:")) {
            try {
                return Files.readString(Path.of(name.substring(5))).strip();
            } catch (IOException | UncheckedIOException e) {
                throw new IllegalArgumentException("file of '${" + name + "}' cannot be read: " + e, e);
            }
        }
        throw new IllegalArgumentException("'${" + name + "}' is neither ${env:NAME} nor ${file:/path}");
    }
}
