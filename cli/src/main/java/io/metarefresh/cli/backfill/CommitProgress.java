package io.metarefresh.cli.backfill;

import io.metarefresh.job.config.PartitionOffsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a group's committed offsets have reached end offsets. The marks of transactions take offsets too and are never committed. So where
 * a group stops short of an end, the records between are read: if there are none, the end is reached.
 */
final class CommitProgress implements AutoCloseable {
    private static final Duration ASK = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(200);

    private static final Logger LOG = LoggerFactory.getLogger(CommitProgress.class);

    private final Consumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, Long> ends = new HashMap<>();
    private final PartitionOffsets start;

    CommitProgress(
            Map<String, Object> kafka, String groupId, String topic, PartitionOffsets start, PartitionOffsets end) {
        this(consumer(kafka, groupId), topic, start, end);
    }

    CommitProgress(Consumer<byte[], byte[]> consumer, String topic, PartitionOffsets start, PartitionOffsets end) {
        this.consumer = consumer;
        this.start = start;
        end.byPartition().forEach((partition, offset) -> ends.put(new TopicPartition(topic, partition), offset));
    }

    private static Consumer<byte[], byte[]> consumer(Map<String, Object> kafka, String groupId) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, groupId);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Whether every record before the ends is committed. False while the brokers do not answer, so that the caller asks again. */
    boolean reachedEnds() {
        try {
            return committedToEnds();
        } catch (RetriableException e) {
            LOG.warn("backfill: the brokers do not say how far the job is, asking again: {}", e.getMessage());
            return false;
        }
    }

    private boolean committedToEnds() {
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(ends.keySet(), ASK);
        for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
            OffsetAndMetadata found = committed.get(end.getKey());
            long position = found == null ? start.byPartition().get(end.getKey().partition()) : found.offset();
            if (position < end.getValue() && recordBetween(end.getKey(), position, end.getValue())) {
                return false;
            }
        }
        return true;
    }

    private boolean recordBetween(TopicPartition partition, long from, long to) {
        consumer.assign(List.of(partition));
        consumer.seek(partition, from);
        long deadline = System.nanoTime() + ASK.toNanos();
        while (consumer.position(partition, ASK) < to && System.nanoTime() < deadline) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                return record.offset() < to;
            }
        }
        return consumer.position(partition, ASK) < to;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
