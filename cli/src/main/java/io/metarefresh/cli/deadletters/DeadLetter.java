package io.metarefresh.cli.deadletters;

import io.metarefresh.schemas.DeadLetterHeaders;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * A refused record as it lies in the dead-letter topic. The arrays are the original bytes and must not be modified.
 *
 * @param coordinates where it was refused
 * @param cause why, a constant
 * @param message why, one line
 * @param timestampMillis its Kafka timestamp where it was refused; negative when it had none
 * @param key null when it had none
 * @param value null when it had none
 */
public record DeadLetter(
        RecordCoordinates coordinates, String cause, String message, long timestampMillis, byte[] key, byte[] value) {

    /** @return empty for a mark of replay */
    static Optional<DeadLetter> of(ConsumerRecord<byte[], byte[]> record) throws MalformedDeadLetterException {
        Headers headers = record.headers();
        if (DeadLetterHeaders.text(headers, DeadLetterHeaders.REPLAYED_AT).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(new DeadLetter(
                coordinates(record),
                required(record, DeadLetterHeaders.CAUSE),
                required(record, DeadLetterHeaders.MESSAGE),
                number(record, DeadLetterHeaders.TIMESTAMP),
                record.key(),
                record.value()));
    }

    static RecordCoordinates coordinates(ConsumerRecord<byte[], byte[]> record) throws MalformedDeadLetterException {
        return new RecordCoordinates(
                required(record, DeadLetterHeaders.TOPIC),
                Math.toIntExact(number(record, DeadLetterHeaders.PARTITION)),
                number(record, DeadLetterHeaders.OFFSET));
    }

    /** Bytes of key and value together. */
    public long size() {
        return (key == null ? 0L : key.length) + (value == null ? 0L : value.length);
    }

    private static String required(ConsumerRecord<byte[], byte[]> record, String name)
            throws MalformedDeadLetterException {
        return DeadLetterHeaders.text(record.headers(), name)
                .orElseThrow(() -> new MalformedDeadLetterException(record, "header '" + name + "' is missing"));
    }

    private static long number(ConsumerRecord<byte[], byte[]> record, String name) throws MalformedDeadLetterException {
        String text = required(record, name);
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new MalformedDeadLetterException(record, "header '" + name + "' is '" + text + "', no number");
        }
    }
}
