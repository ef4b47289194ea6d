package io.metarefresh.schemas;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * Headers of the dead-letter topic, UTF-8 text. A dead letter has {@link #CAUSE} to {@link #TIMESTAMP}. A record with {@link #REPLAYED_AT}
 * is no dead letter but a mark: the one refused at {@link #TOPIC}, {@link #PARTITION}, {@link #OFFSET} was put back.
 */
public final class DeadLetterHeaders {
    /** Why the record was refused, a constant such as {@code UNKNOWN_SCHEMA}. */
    public static final String CAUSE = "cause";
    /** One line that names the field and the value. */
    public static final String MESSAGE = "message";
    /** Where the record was read. */
    public static final String TOPIC = "topic";

    public static final String PARTITION = "partition";
    public static final String OFFSET = "offset";
    /** The record's Kafka timestamp, in milliseconds since the epoch. */
    public static final String TIMESTAMP = "timestamp";
    /** On a mark: when the dead letter was put back, in milliseconds since the epoch. */
    public static final String REPLAYED_AT = "replayed-at";
    /** On a record that was put back, in its own topic: {@code topic-partition@offset} of the refused one. */
    public static final String REPLAYED_FROM = "replayed-from";

    private DeadLetterHeaders() {}

    public static Header header(String name, Object value) {
        return new RecordHeader(name, value.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** The last header of that name as text. */
    public static Optional<String> text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null
                ? Optional.empty()
                : Optional.of(new String(header.value(), StandardCharsets.UTF_8));
    }
}
