package io.metarefresh.cli;

import io.metarefresh.cli.deadletters.DeadLetterSelection;
import io.metarefresh.job.record.DeadLetterCause;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Which dead letters a command is about. */
final class DeadLetterSelectionOptions {
    @Option(
            names = "--cause",
            paramLabel = "CAUSE",
            description = "Only those refused for this: ${COMPLETION-CANDIDATES}; can be repeated.")
    private List<DeadLetterCause> causes = List.of();

    @Option(names = "--topic", paramLabel = "TOPIC", description = "Only those refused in this topic.")
    private String topic;

    @Option(names = "--partition", paramLabel = "N", description = "Only those refused in this partition.")
    private Integer partition;

    @Option(names = "--offset", paramLabel = "N", description = "Only the one refused at this offset.")
    private Long offset;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            converter = InstantConverter.class,
            description = "Only those whose own Kafka timestamp is at or after this: 2026-01-31T12:00:00Z, 2026-01-31"
                    + " or epoch milliseconds.")
    private Instant from;

    @Option(
            names = "--to",
            paramLabel = "TIME",
            converter = InstantConverter.class,
            description = "Only those whose own Kafka timestamp is before this.")
    private Instant to;

    DeadLetterSelection selection(CommandSpec spec) {
        if (offset != null && partition == null) {
            throw new ParameterException(spec.commandLine(), "--offset " + offset + " needs --partition");
        }
        return new DeadLetterSelection(
                causes.stream().map(DeadLetterCause::name).collect(Collectors.toSet()),
                Optional.ofNullable(topic),
                partition == null ? OptionalInt.empty() : OptionalInt.of(partition),
                offset == null ? OptionalLong.empty() : OptionalLong.of(offset),
                Optional.ofNullable(from),
                Optional.ofNullable(to));
    }
}
