package io.metarefresh.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTextTest {

    @Test
    void nothingMovesTheCursorEndsTheLineOrTurnsTheDirection() {
        assertThat(PrintableText.of("a\u001b[2J\nb\u0085c\u009bd\u2028e\u202ef\u007f"))
                .isEqualTo("a?[2J?b?c?d?e?f?");
        assertThat(PrintableText.of("Zoë 東京 'm-1'")).isEqualTo("Zoë 東京 'm-1'");
    }
}
