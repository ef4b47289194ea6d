package io.metarefresh.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A decision governs code, and the code says so. */
class DecisionsTest {
    private static final Pattern CITATION = Pattern.compile("docs/decisions/(\\d{4}-[a-z0-9-]+\\.md)");

    @Test
    void everyDecisionIsCitedFromCodeAndEveryCitationNamesAPage() throws IOException {
        Set<String> pages = new TreeSet<>();
        try (Stream<Path> files = Files.list(DeployFiles.at("docs/decisions"))) {
            files.forEach(file -> pages.add(file.getFileName().toString()));
        }
        assertThat(pages).isNotEmpty();
        assertThat(cited()).isEqualTo(pages);
    }

    private static Set<String> cited() throws IOException {
        List<Path> modules;
        try (Stream<Path> folders = Files.list(DeployFiles.ROOT)) {
            modules = folders.map(folder -> folder.resolve("src/main/java"))
                    .filter(Files::isDirectory)
                    .toList();
        }
        Set<String> cited = new TreeSet<>();
        for (Path module : modules) {
            try (Stream<Path> files = Files.walk(module)) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".java")).toList()) {
                    for (Matcher citation = CITATION.matcher(Files.readString(file)); citation.find(); ) {
                        cited.add(citation.group(1));
                    }
                }
            }
        }
        return cited;
    }
}
