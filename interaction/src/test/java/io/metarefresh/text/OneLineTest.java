package io.metarefresh.text;

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
        assertThat(OneLine.of("abcdef", 3)).isEqualTo("abc…");
        assertThat(OneLine.of("abc", 3)).isEqualTo("abc");
    }

    @Test
    void ofAnErrorTheWholeMessageIsShown() {
        assertThat(OneLine.of(new IllegalStateException(" a\n\t b ".repeat(100))))
                .isEqualTo("a b ".repeat(100).strip());
        assertThat(OneLine.of(new IllegalStateException())).isEqualTo("IllegalStateException");
    }

    @Test
    void linesAreJoinedWithoutTheSpaceAroundTheirEnds() {
        assertThat(OneLine.joined("  first \r\n\n   second\u2028third\n")).isEqualTo("first; second; third");
        assertThat(OneLine.joined("one  line")).isEqualTo("one  line");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\t", "\u001b", "\u0085", "\u2028", "\u2029"})
    void textThatBreaksALineIsKnown(String breaking) {
        assertThat(OneLine.isBroken("a" + breaking + "b")).isTrue();
        assertThat(OneLine.isBroken("ü ½ 名")).isFalse();
    }
}
