package io.metarefresh.cli.topic;

import io.metarefresh.cli.CommandException;
import io.metarefresh.schemas.CommittedReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A topic up to the end offsets that it had when this was opened: every reading sees the same committed records, whatever is written
 * meanwhile. No consumer group. For one thread.
 */
public final class RecordedTopic implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration ASK = Duration.ofSeconds(20);
    private static final Duration STANDSTILL = Duration.ofSeconds(60);

    private final String topic;
    private final Consumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final Map<TopicPartition, Long> ends;

    private RecordedTopic(
            String topic,
            Consumer<byte[], byte[]> consumer,
            List<TopicPartition> partitions,
            Map<TopicPartition, Long> ends) {
        this.topic = topic;
        this.consumer = consumer;
        this.partitions = partitions;
        this.ends = ends;
    }

    /** What is done with each record. */
    @FunctionalInterface
    public interface Reading {
        /** @return whether to go on */
        boolean read(ConsumerRecord<byte[], byte[]> record) throws CommandException;
    }

    /**
     * Records the end offsets; under an open transaction, those before it.
     *
     * @param kafka settings of Kafka's consumer
     * @throws CommandException when the topic does not exist or the broker does not answer
     */
    public static RecordedTopic open(Map<String, String> kafka, String topic) throws CommandException {
        Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                CommittedReader.settings(kafka, "earliest"), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        try {
            List<PartitionInfo> found = consumer.partitionsFor(topic, ASK);
            if (found == null || found.isEmpty()) {
                throw new CommandException("topic '" + topic + "' does not exist at "
                        + kafka.get(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG));
            }
            List<TopicPartition> partitions = found.stream()
                    .map(p -> new TopicPartition(topic, p.partition()))
                    .toList();
            consumer.assign(partitions);
            return new RecordedTopic(topic, consumer, partitions, Map.copyOf(consumer.endOffsets(partitions, ASK)));
        } catch (KafkaException e) {
            consumer.close();
            throw new CommandException("topic '" + topic + "': " + e.getMessage(), e);
        } catch (CommandException | RuntimeException e) {
            consumer.close();
            throw e;
        }
    }

    public String topic() {
        return topic;
    }

    /** The recorded end offset of each partition. */
    public Map<Integer, Long> ends() {
        Map<Integer, Long> byPartition = new TreeMap<>();
        ends.forEach((partition, end) -> byPartition.put(partition.partition(), end));
        return byPartition;
    }

    /** {@code 0@17 1@20}: every partition with its recorded end offset. */
    public String endsAsText() {
        List<String> texts = new ArrayList<>();
        ends().forEach((partition, end) -> texts.add(partition + "@" + end));
        return String.join(" ", texts);
    }

    /**
     * Reads from the beginning to the recorded ends; can be called again.
     *
     * @throws CommandException when the topic makes no progress for a minute
     */
    public void read(Reading reading) throws CommandException {
        read(partitions, reading);
    }

    /** The same for one partition. */
    public void read(int partition, Reading reading) throws CommandException {
        read(List.of(new TopicPartition(topic, partition)), reading);
    }

    private void read(List<TopicPartition> wanted, Reading reading) throws CommandException {
        consumer.assign(wanted);
        consumer.seekToBeginning(wanted);
        long lastProgress = System.nanoTime();
        long positions = -1;
        try {
            while (!atEnd(wanted)) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    boolean recorded = record.offset() < ends.get(new TopicPartition(topic, record.partition()));
                    if (recorded && !reading.read(record)) {
                        return;
                    }
                }
                long now = wanted.stream()
                        .mapToLong(p -> consumer.position(p, ASK))
                        .sum();
                if (now != positions) {
                    positions = now;
                    lastProgress = System.nanoTime();
                } else if (System.nanoTime() - lastProgress > STANDSTILL.toNanos()) {
                    throw new CommandException("topic '" + topic + "': nothing could be read for "
                            + STANDSTILL.toSeconds() + " s before its recorded end " + endsAsText());
                }
            }
        } catch (KafkaException e) {
            throw new CommandException("topic '" + topic + "': " + e.getMessage(), e);
        }
    }

    private boolean atEnd(List<TopicPartition> wanted) {
        return wanted.stream().allMatch(p -> consumer.position(p, ASK) >= ends.get(p));
    }

    @Override
    public void close() {
        consumer.close();
    }
}
