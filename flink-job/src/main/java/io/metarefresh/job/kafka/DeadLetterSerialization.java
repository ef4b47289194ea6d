package io.metarefresh.job.kafka;

import io.metarefresh.job.record.DeadLetter;
import io.metarefresh.job.record.RawRecord;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/** The original key and value, untouched; cause and coordinates as UTF-8 text in headers. */
final class DeadLetterSerialization implements KafkaRecordSerializationSchema<DeadLetter> {
    private static final long serialVersionUID = 1L;

    private final String topic;

    DeadLetterSerialization(String topic) {
        this.topic = topic;
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(DeadLetter letter, KafkaSinkContext context, Long timestamp) {
        RawRecord record = letter.record();
        List<Header> headers = List.of(
                header("cause", letter.cause().name()),
                header("message", letter.message()),
                header("topic", record.topic()),
                header("partition", Integer.toString(record.partition())),
                header("offset", Long.toString(record.offset())),
                header("timestamp", Long.toString(record.timestampMillis())));
        return new ProducerRecord<>(topic, null, record.key(), record.value(), headers);
    }

    private static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
