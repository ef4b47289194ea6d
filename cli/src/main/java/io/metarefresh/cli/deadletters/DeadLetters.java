package io.metarefresh.cli.deadletters;

import io.metarefresh.cli.CommandException;
import io.metarefresh.cli.topic.RecordedTopic;
import io.metarefresh.schemas.DeadLetterHeaders;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The letters of a dead-letter topic up to its recorded end, each once: a job that was restarted may have written one again. Memory
 * grows with the number of letters by some tens of bytes each, not with their size.
 */
public final class DeadLetters {
    private final RecordedTopic topic;
    private final Consumer<String> warnings;
    private final Map<RecordCoordinates, Long> replayedAtMillis = new HashMap<>();

    /**
     * Reads the topic once for the marks of replay.
     *
     * @param warnings told, in one line, of each record that is neither letter nor mark
     */
    public DeadLetters(RecordedTopic topic, Consumer<String> warnings) throws CommandException {
        this.topic = topic;
        this.warnings = warnings;
        topic.read(record -> {
            Optional<String> time = DeadLetterHeaders.text(record.headers(), DeadLetterHeaders.REPLAYED_AT);
            if (time.isPresent()) {
                mark(record, time.get());
            }
            return true;
        });
    }

    private void mark(ConsumerRecord<byte[], byte[]> record, String time) {
        try {
            replayedAtMillis.put(DeadLetter.coordinates(record), Long.parseLong(time));
        } catch (MalformedDeadLetterException e) {
            warnings.accept(e.getMessage());
        } catch (NumberFormatException e) {
            warnings.accept(record.topic() + "-" + record.partition() + "@" + record.offset() + ": header '"
                    + DeadLetterHeaders.REPLAYED_AT + "' is '" + time + "', no number");
        }
    }

    /** What is done with each letter. */
    @FunctionalInterface
    public interface Reading {
        void read(DeadLetter letter) throws CommandException;
    }

    public void read(Reading reading) throws CommandException {
        Set<RecordCoordinates> seen = new HashSet<>();
        topic.read(record -> {
            try {
                Optional<DeadLetter> letter = DeadLetter.of(record);
                if (letter.isPresent() && seen.add(letter.get().coordinates())) {
                    reading.read(letter.get());
                }
            } catch (MalformedDeadLetterException e) {
                warnings.accept(e.getMessage());
            }
            return true;
        });
    }

    /** When the letter was put back, empty when it was not. */
    public Optional<Long> replayedAtMillis(DeadLetter letter) {
        return Optional.ofNullable(replayedAtMillis.get(letter.coordinates()));
    }
}
