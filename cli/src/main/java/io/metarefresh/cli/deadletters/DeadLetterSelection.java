package io.metarefresh.cli.deadletters;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Which dead letters are meant; what is empty excludes nothing.
 *
 * @param causes constants of the cause header
 * @param topic where the record was refused
 * @param partition of that topic
 * @param offset in that partition
 * @param from the record's Kafka timestamp at least
 * @param to before this
 */
public record DeadLetterSelection(
        Set<String> causes,
        Optional<String> topic,
        OptionalInt partition,
        OptionalLong offset,
        Optional<Instant> from,
        Optional<Instant> to) {
    public DeadLetterSelection {
        causes = Set.copyOf(causes);
    }

    /** Every dead letter. */
    public static final DeadLetterSelection ALL = new DeadLetterSelection(
            Set.of(), Optional.empty(), OptionalInt.empty(), OptionalLong.empty(), Optional.empty(), Optional.empty());

    public boolean includes(DeadLetter letter) {
        RecordCoordinates at = letter.coordinates();
        return (causes.isEmpty() || causes.contains(letter.cause()))
                && topic.map(at.topic()::equals).orElse(true)
                && (partition.isEmpty() || partition.getAsInt() == at.partition())
                && (offset.isEmpty() || offset.getAsLong() == at.offset())
                && from.map(time -> letter.timestampMillis() >= time.toEpochMilli())
                        .orElse(true)
                && to.map(time -> letter.timestampMillis() < time.toEpochMilli())
                        .orElse(true);
    }

    /** Whether it can name only one dead letter of a topic. */
    public boolean namesOne() {
        return partition.isPresent() && offset.isPresent();
    }
}
