package io.metarefresh.job.kafka;

import io.metarefresh.job.record.RawRecord;
import io.metarefresh.schemas.CommittedReader;
import io.metarefresh.schemas.RecordedEnds;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The snapshots topic as a table by {@code name@version}: one partition, compacted. */
public final class AnnouncementTopic {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final Map<String, String> client;
    private final String topic;

    /**
     * @param client settings of Kafka's clients, {@code bootstrap.servers} included
     * @param topic its name
     */
    public AnnouncementTopic(Map<String, String> client, String topic) {
        this.client = Map.copyOf(client);
        this.topic = topic;
    }

    /**
     * What the topic held.
     *
     * @param records the last record of every key that has a value, in the order of offsets
     * @param endOffset of the partition: everything before it was looked at
     */
    public record Contents(List<RawRecord> records, long endOffset) {}

    /** @throws KafkaException when the topic cannot be read within half a minute, or has more than one partition */
    public Contents read() {
        Map<String, Object> settings = CommittedReader.settings(client, "earliest");
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) DEADLINE.toMillis());
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        TopicPartition partition = new TopicPartition(topic, 0);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            int partitions = consumer.partitionsFor(topic).size();
            if (partitions != 1) {
                throw new KafkaException("topic '" + topic + "' must have 1 partition, not " + partitions);
            }
            RecordedEnds ends = RecordedEnds.of(consumer, List.of(partition), DEADLINE);
            long end = ends.offsets().get(partition);
            Map<ByteBuffer, RawRecord> byKey = new LinkedHashMap<>();
            RecordedEnds.Result result =
                    ends.<RuntimeException>readWithin(DEADLINE, List.of(partition), r -> keep(r, byKey));
            if (result == RecordedEnds.Result.TIMED_OUT) {
                throw new KafkaException("topic '" + topic + "' is not read to offset " + end + " within "
                        + DEADLINE.toSeconds() + " s");
            }
            return new Contents(List.copyOf(byKey.values()), end);
        }
    }

    private static boolean keep(ConsumerRecord<byte[], byte[]> r, Map<ByteBuffer, RawRecord> byKey) {
        ByteBuffer key = ByteBuffer.wrap(r.key() == null ? new byte[0] : r.key());
        byKey.remove(key);
        if (r.value() != null) {
            byKey.put(key, new RawRecord(r.topic(), r.partition(), r.offset(), r.timestamp(), r.key(), r.value()));
        }
        return true;
    }
}
