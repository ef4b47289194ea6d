package io.metarefresh.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** README is read in a few minutes. Links of all pages are held by {@link HandbookTest}. */
class ReadmeTest {
    private static final int MAX_WORDS = 900;
    private static final int MAX_WORDS_OF_A_SENTENCE = 30;

    @Test
    void readmeHasAtMostNineHundredWordsWithTablesAndCode() {
        assertThat(words(DeployFiles.text("README.md"))).isBetween(1, MAX_WORDS);
    }

    @Test
    void noSentenceOfReadmeHasMoreThanThirtyWords() {
        List<String> sentences = sentences(DeployFiles.text("README.md"));
        assertThat(sentences).hasSizeGreaterThan(20);
        assertThat(sentences.stream().filter(sentence -> words(sentence) > MAX_WORDS_OF_A_SENTENCE))
                .isEmpty();
    }

    /** Of prose and of table cells. Code and the targets of links are left out. */
    private static List<String> sentences(String page) {
        String prose = page.replaceAll("(?s)```.*?```", "\n\n").replaceAll("]\\([^)]*\\)", "]");
        return Arrays.stream(prose.split("\\n\\s*\\n|\\n(?=[#|-])|\\|"))
                .flatMap(block -> Arrays.stream(block.split("(?<=[.!?])[*\")]*\\s+")))
                .map(String::strip)
                .filter(sentence -> !sentence.isEmpty())
                .toList();
    }

    private static int words(String text) {
        return text.strip().split("\\s+").length;
    }
}
