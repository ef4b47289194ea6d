package io.metarefresh.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.cli.Metarefresh;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Pages that lead somewhere. */
class HandbookTest {
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern COMMAND =
            Pattern.compile("(?:bin/|\\b)metarefresh ([a-z][a-z-]+)(?: ([a-z][a-z-]+))?");

    @Test
    void everyLinkOfAPageLeadsToAFileAndToAHeadingOfIt() throws IOException {
        List<String> dead = new ArrayList<>();
        int links = 0;
        for (Path page : pages()) {
            for (Matcher link = LINK.matcher(Files.readString(page)); link.find(); ) {
                String target = link.group(1);
                if (target.matches("[a-z]+:.*")) {
                    continue;
                }
                links++;
                String[] parts = target.split("#", 2);
                Path file = parts[0].isEmpty()
                        ? page
                        : page.resolveSibling(parts[0]).normalize();
                boolean leads = Files.exists(file)
                        && (parts.length == 1 || headings(file).contains(parts[1]));
                if (!leads) {
                    dead.add(DeployFiles.ROOT.relativize(page) + ": " + target);
                }
            }
        }
        assertThat(links).isGreaterThan(50);
        assertThat(dead).isEmpty();
    }

    @Test
    void everyCommandThatTheHandbookShowsExists() throws IOException {
        Map<String, CommandLine> known = Metarefresh.commandLine().getSubcommands();
        List<String> unknown = new ArrayList<>();
        for (Path page : pages()) {
            for (String block : Files.readString(page).split("```")) {
                if (!block.startsWith("sh\n")) {
                    continue;
                }
                for (Matcher command = COMMAND.matcher(block); command.find(); ) {
                    if (!known.containsKey(command.group(1))) {
                        unknown.add(page.getFileName() + ": " + command.group());
                    }
                }
            }
        }
        assertThat(unknown).isEmpty();
    }

    /** They belong together; either is that of {@code metarefresh local} where it is not given. */
    @Test
    void aCommandThatIsShownWithBrokersIsShownWithItsRegistry() throws IOException {
        Map<String, CommandLine> known = Metarefresh.commandLine().getSubcommands();
        List<String> without = new ArrayList<>();
        int shown = 0;
        for (Path page : pages()) {
            for (String line : Files.readString(page).replace("\\\n", " ").split("\n")) {
                Matcher command = COMMAND.matcher(line);
                if (line.contains("--bootstrap-servers") && command.find() && hasARegistry(known, command)) {
                    shown++;
                    if (!line.contains("--registry-url")) {
                        without.add(page.getFileName() + ": " + line);
                    }
                }
            }
        }
        assertThat(shown).isGreaterThan(2);
        assertThat(without).isEmpty();
    }

    private static boolean hasARegistry(Map<String, CommandLine> known, Matcher shown) {
        CommandLine command = known.get(shown.group(1));
        if (command != null && command.getSubcommands().containsKey(shown.group(2))) {
            command = command.getSubcommands().get(shown.group(2));
        }
        return command != null && command.getCommandSpec().findOption("--registry-url") != null;
    }

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(
                DeployFiles.at("README.md"), DeployFiles.at("CONTRIBUTING.md"), DeployFiles.at("deploy/README.md")));
        try (Stream<Path> docs = Files.walk(DeployFiles.at("docs"))) {
            docs.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
        }
        return pages;
    }

    /** As they are linked to: lower case, blanks as hyphens, no other signs. */
    private static List<String> headings(Path page) throws IOException {
        return Files.readAllLines(page).stream()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("#+ ", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} -]", "")
                        .replace(' ', '-'))
                .toList();
    }
}
