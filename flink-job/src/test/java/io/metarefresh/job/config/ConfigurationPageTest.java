package io.metarefresh.job.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigurationPageTest {
    @Test
    void theCommittedPageIsTheGeneratedOne() throws IOException {
        assertThat(Files.readString(Path.of("../docs/configuration.md")))
                .as("stale: run ConfigurationPage with the path of docs/configuration.md")
                .isEqualTo(ConfigurationPage.text());
    }

    @Test
    void everyOptionIsDescribedInWholeSentences() {
        assertThat(Options.ALL).extracting(Option::description).allMatch(description -> description.endsWith("."));
        assertThat(Options.ALL).extracting(Option::key).allMatch(key -> key.matches("[a-z]+(\\.[a-z-]+)?"));
        assertThat(Options.ALL).extracting(Option::key).doesNotHaveDuplicates();
    }
}
