package io.metarefresh.cli;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * {@code 2026-01-31T12:00:00Z}, {@code 2026-01-31} (midnight, UTC), or milliseconds since the epoch. Of these 12 to 14 digits, which is 1973 to
 * 5138: seconds, nanoseconds and {@code 20260131} are refused, instead of meaning 1970 or never.
 */
final class InstantConverter implements ITypeConverter<Instant> {
    @Override
    public Instant convert(String text) {
        try {
            if (text.matches("\\d{12,14}")) {
                return Instant.ofEpochMilli(Long.parseLong(text));
            }
            return text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : Instant.parse(text);
        } catch (DateTimeParseException | NumberFormatException e) {
            TypeConversionException wrong = new TypeConversionException("'" + text
                    + "' is no time such as 2026-01-31T12:00:00Z, 2026-01-31 or epoch milliseconds of 12 to 14 digits");
            wrong.initCause(e);
            throw wrong;
        }
    }
}
