package io.metarefresh.cli;

import io.metarefresh.cli.backfill.Position;
import io.metarefresh.job.config.PartitionOffsets;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code earliest}, {@code latest}, {@code 0@17,1@20}, or a time. */
final class PositionConverter implements ITypeConverter<Position> {
    @Override
    public Position convert(String text) {
        if (text.equals("earliest")) {
            return new Position.Earliest();
        }
        if (text.equals("latest")) {
            return new Position.Latest();
        }
        if (!text.contains("@")) {
            return new Position.Time(new InstantConverter().convert(text));
        }
        try {
            return new Position.At(PartitionOffsets.parse(text));
        } catch (IllegalArgumentException e) {
            TypeConversionException wrong = new TypeConversionException("'" + text + "': " + e.getMessage());
            wrong.initCause(e);
            throw wrong;
        }
    }
}
