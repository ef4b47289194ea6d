package io.metarefresh.schemas;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * How we read topics: committed records only, at positions that the reader chooses and never commits, and without creating a topic that
 * does not exist.
 */
public final class CommittedReader {
    private CommittedReader() {}

    /**
     * Settings of a consumer that commits nothing.
     *
     * @param kafka of Kafka's consumer: addresses, security, sizes; what is decided here wins
     * @param autoOffsetReset where to go on when the broker no longer has a position: {@code earliest}, or {@code none} to fail
     */
    public static Map<String, Object> settings(Map<String, String> kafka, String autoOffsetReset) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, autoOffsetReset);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        return settings;
    }

    /** A consumer of bytes with these {@link #settings}; the caller closes it. */
    public static KafkaConsumer<byte[], byte[]> open(Map<String, String> kafka, String autoOffsetReset) {
        return new KafkaConsumer<>(
                settings(kafka, autoOffsetReset), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** All partitions of the topic as the brokers tell them; empty where it does not exist. */
    public static List<TopicPartition> partitions(Consumer<?, ?> consumer, String topic, Duration deadline) {
        List<PartitionInfo> found = consumer.partitionsFor(topic, deadline);
        return found == null
                ? List.of()
                : found.stream()
                        .map(p -> new TopicPartition(topic, p.partition()))
                        .toList();
    }
}
