package io.metarefresh.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class InstantConverterTest {
    private final InstantConverter converter = new InstantConverter();

    @Test
    void timesDaysAndMilliseconds() {
        assertThat(converter.convert("2026-01-31T12:00:00Z")).isEqualTo(Instant.ofEpochSecond(1_769_860_800));
        assertThat(converter.convert("2026-01-31")).isEqualTo(Instant.ofEpochSecond(1_769_817_600));
        assertThat(converter.convert("1769860800000")).isEqualTo(Instant.ofEpochSecond(1_769_860_800));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1769860800", "20260131", "17698608000", "1769860800000000000", "yesterday", ""})
    void whatCouldBeAnotherUnitIsRefused(String text) {
        assertThatThrownBy(() -> converter.convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessage(
                        "'" + text
                                + "' is no time such as 2026-01-31T12:00:00Z, 2026-01-31 or epoch milliseconds of 12 to 14 digits");
    }
}
