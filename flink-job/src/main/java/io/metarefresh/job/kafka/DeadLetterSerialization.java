package io.metarefresh.job.kafka;

import io.metarefresh.job.record.DeadLetter;
import io.metarefresh.job.record.RawRecord;
import io.metarefresh.schemas.DeadLetterHeaders;
import java.util.List;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

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
                DeadLetterHeaders.header(DeadLetterHeaders.CAUSE, letter.cause()),
                DeadLetterHeaders.header(DeadLetterHeaders.MESSAGE, letter.message()),
                DeadLetterHeaders.header(DeadLetterHeaders.TOPIC, record.topic()),
                DeadLetterHeaders.header(DeadLetterHeaders.PARTITION, record.partition()),
                DeadLetterHeaders.header(DeadLetterHeaders.OFFSET, record.offset()),
                DeadLetterHeaders.header(DeadLetterHeaders.TIMESTAMP, record.timestampMillis()));
        return new ProducerRecord<>(topic, null, record.key(), record.value(), headers);
    }
}
