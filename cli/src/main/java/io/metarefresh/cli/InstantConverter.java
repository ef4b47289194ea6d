package io.metarefresh.cli;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code 2026-01-31T12:00:00Z}, {@code 2026-01-31} (midnight, UTC), or milliseconds since the epoch. */
final class InstantConverter implements ITypeConverter<Instant> {
    @Override
    public Instant convert(String text) {
        try {
            if (text.matches("\\d{5,}")) {
                return Instant.ofEpochMilli(Long.parseLong(text));
            }
            return text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : Instant.parse(text);
        } catch (DateTimeParseException | NumberFormatException e) {
            TypeConversionException wrong = new TypeConversionException(
                    "'" + text + "' is no time such as 2026-01-31T12:00:00Z, 2026-01-31 or epoch milliseconds");
            wrong.initCause(e);
            throw wrong;
        }
    }
}
