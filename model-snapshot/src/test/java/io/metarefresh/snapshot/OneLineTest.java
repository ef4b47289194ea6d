package io.metarefresh.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OneLineTest {
    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\t", "\u001b", "\u007f", "\u0085", "\u2028", "\u2029", "\u0000\n"})
    void whatBreaksALineOrMovesTheCursorBecomesASpace(String breaking) {
        assertThat(OneLine.of("a" + breaking + "b" + breaking)).isEqualTo("a b");
    }

    @Test
    void longTextIsCut() {
        assertThat(OneLine.of("x".repeat(100_000))).isEqualTo("x".repeat(120) + "…");
        assertThat(OneLine.of("ü ½ 名")).isEqualTo("ü ½ 名");
        assertThat(OneLine.of((String) null)).isEqualTo("null");
    }
}
