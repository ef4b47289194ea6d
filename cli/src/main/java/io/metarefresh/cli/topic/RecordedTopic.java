package io.metarefresh.cli.topic;

import io.metarefresh.cli.CommandException;
import io.metarefresh.schemas.CommittedReader;
import io.metarefresh.schemas.RecordedEnds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * A topic up to the end offsets that it had when this was opened: every reading sees the same committed records, whatever is written
 * meanwhile. No consumer group. For one thread.
 */
public final class RecordedTopic implements AutoCloseable {
    private static final Duration ASK = Duration.ofSeconds(20);
    private static final Duration STANDSTILL = Duration.ofSeconds(60);

    private final String topic;
    private final Consumer<byte[], byte[]> consumer;
    private final RecordedEnds ends;

    private RecordedTopic(String topic, Consumer<byte[], byte[]> consumer, RecordedEnds ends) {
        this.topic = topic;
        this.consumer = consumer;
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
        Consumer<byte[], byte[]> consumer = CommittedReader.open(kafka, "earliest");
        try {
            List<TopicPartition> partitions = CommittedReader.partitions(consumer, topic, ASK);
            if (partitions.isEmpty()) {
                throw new CommandException("topic '" + topic + "' does not exist at "
                        + kafka.get(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG));
            }
            return new RecordedTopic(topic, consumer, RecordedEnds.of(consumer, partitions, ASK));
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
        ends.offsets().forEach((partition, end) -> byPartition.put(partition.partition(), end));
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
        read(ends.offsets().keySet(), reading);
    }

    /** The same for one partition. */
    public void read(int partition, Reading reading) throws CommandException {
        read(List.of(new TopicPartition(topic, partition)), reading);
    }

    private void read(Collection<TopicPartition> partitions, Reading reading) throws CommandException {
        try {
            RecordedEnds.Result result = ends.<CommandException>readWhileMoving(
                    STANDSTILL, partitions, record -> !ends.cover(record) || reading.read(record));
            if (result == RecordedEnds.Result.TIMED_OUT) {
                throw new CommandException("topic '" + topic + "': nothing could be read for " + STANDSTILL.toSeconds()
                        + " s before its recorded end " + endsAsText());
            }
        } catch (KafkaException e) {
            throw new CommandException("topic '" + topic + "': " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
