package io.metarefresh.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuotedValueTest {
    @Test
    void aValueStandsInQuotesWithControlCharactersAsEscapes() {
        assertThat(QuotedValue.of("Zoë 東京")).isEqualTo("'Zoë 東京'");
        assertThat(QuotedValue.of("a\nb\u001b\u2028")).isEqualTo("'a\\u000ab\\u001b\\u2028'");
        assertThat(QuotedValue.of("")).isEqualTo("''");
    }

    @Test
    void ofALongValueTheBeginningAndTheLengthAreShown() {
        assertThat(QuotedValue.of("x".repeat(60))).isEqualTo("'" + "x".repeat(60) + "'");
        assertThat(QuotedValue.of("x".repeat(61))).isEqualTo("'" + "x".repeat(60) + "'… (61 characters)");
    }
}
