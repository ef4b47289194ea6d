package io.metarefresh.job.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;

/** Writes {@code docs/configuration.md} from the declared options. */
public final class ConfigurationPage {
    private ConfigurationPage() {}

    /** Writes the page to the path given as the only argument. */
    public static void main(String[] arguments) throws IOException {
        Files.writeString(Path.of(arguments[0]), text());
    }

    static String text() {
        StringBuilder page = new StringBuilder(
                """
                # Configuration of the job

                <!-- Generated from io.metarefresh.job.config.Options: change it there. -->

                One YAML file; nested and dotted keys are the same. `${env:NAME}` and `${file:/path}` are replaced. Unknown keys and
                wrong values stop the start, all listed at once. Durations are written `5 ms`, `30 s`, `10 min`, `2 h`, `90 d`, or as
                ISO-8601 (`PT30S`).

                The configuration that is logged at the start, and what is said of values that cannot be read, have `******` in place
                of replaced values, passwords and tokens. What is said of brokers, topics and snapshots names their addresses, names
                and URIs, wherever these came from.

                | key | type | default | what it does |
                |---|---|---|---|
                """);
        for (Option<?> option : Options.ALL) {
            String absent = option.required() ? "**required**" : "–";
            page.append("| `%s` | %s | %s | %s |\n"
                    .formatted(
                            option.key(),
                            option.type().name(),
                            option.defaultText() == null ? absent : "`" + option.defaultText() + "`",
                            option.description()));
        }
        page.append("\nHanded on as they are, without the prefix:\n\n| prefix | what it is |\n|---|---|\n");
        new TreeMap<>(Options.PASSED_ON)
                .forEach((prefix, what) -> page.append("| `%s*` | %s |\n".formatted(prefix, what)));
        return page.toString();
    }
}
