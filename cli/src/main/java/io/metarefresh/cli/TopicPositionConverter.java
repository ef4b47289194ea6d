package io.metarefresh.cli;

import io.metarefresh.cli.backfill.TopicPosition;
import io.metarefresh.job.config.PartitionOffsets;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code earliest}, {@code latest}, {@code 0@17,1@20}, or a time. */
final class TopicPositionConverter implements ITypeConverter<TopicPosition> {
    @Override
    public TopicPosition convert(String text) {
        if (text.equals("earliest")) {
            return new TopicPosition.Earliest();
        }
        if (text.equals("latest")) {
            return new TopicPosition.Latest();
        }
        if (!text.contains("@")) {
            return new TopicPosition.Time(new InstantConverter().convert(text));
        }
        try {
            return new TopicPosition.At(PartitionOffsets.parse(text));
        } catch (IllegalArgumentException e) {
            TypeConversionException wrong = new TypeConversionException("'" + text + "': " + e.getMessage());
            wrong.initCause(e);
            throw wrong;
        }
    }
}
