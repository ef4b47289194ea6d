package io.metarefresh.schemas;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * The end offsets of partitions at one moment, and the reading up to them. It ends even if more is written all the time.
 *
 * <p>A consumer of committed records is told the offset of the first open transaction as the end. When an end is reached is decided by the
 * consumer's position and not by the records: marks of transactions and aborted records take offsets too, and are handed to nobody.
 *
 * <p>To be used by the consumer's thread. What Kafka's consumer throws passes through.
 */
public final class RecordedEnds {
    private static final Duration POLL = Duration.ofMillis(200);

    private final Consumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, Long> ends;
    private final Duration answer;
    private final LongSupplier nanoTime;

    private RecordedEnds(
            Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends, Duration answer, LongSupplier nanoTime) {
        this.consumer = consumer;
        this.ends = ends;
        this.answer = answer;
        this.nanoTime = nanoTime;
    }

    /** What is done with each record. */
    @FunctionalInterface
    public interface Reading<E extends Exception> {
        /** @return whether to go on */
        boolean read(ConsumerRecord<byte[], byte[]> record) throws E;
    }

    /** How a reading ended. */
    public enum Result {
        /** Everything before the ends was read. */
        COMPLETE,
        /** {@link Reading#read} said not to go on. */
        STOPPED,
        /** The time ran out. */
        TIMED_OUT
    }

    /**
     * Records the end offsets of now.
     *
     * @param answer how long the broker may take for an answer, here and later
     */
    public static RecordedEnds of(
            Consumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions, Duration answer) {
        return of(consumer, partitions, answer, System::nanoTime);
    }

    /** @param nanoTime the clock of the readings, in nanoseconds since any moment */
    static RecordedEnds of(
            Consumer<byte[], byte[]> consumer,
            Collection<TopicPartition> partitions,
            Duration answer,
            LongSupplier nanoTime) {
        return new RecordedEnds(consumer, Map.copyOf(consumer.endOffsets(partitions, answer)), answer, nanoTime);
    }

    /** The end offset of each partition. */
    public Map<TopicPartition, Long> offsets() {
        return ends;
    }

    /** Whether the record lies before the end of its partition. */
    public boolean cover(ConsumerRecord<?, ?> record) {
        return record.offset() < ends.get(new TopicPartition(record.topic(), record.partition()));
    }

    /** Whether the consumer's positions have reached the ends of all partitions, which must be assigned to it. */
    public boolean reached() {
        return reached(ends.keySet());
    }

    private boolean reached(Collection<TopicPartition> partitions) {
        return partitions.stream().allMatch(p -> consumer.position(p, answer) >= ends.get(p));
    }

    /**
     * Assigns the partitions to the consumer and reads them from their beginning to the recorded ends. The last poll may bring records
     * behind the ends, which are read too; {@link #cover} tells them apart. Can be called again.
     *
     * @param wholeTime how long it may take
     * @param partitions some or all of those whose ends are recorded
     */
    public <E extends Exception> Result readWithin(
            Duration wholeTime, Collection<TopicPartition> partitions, Reading<E> reading) throws E {
        return read(partitions, reading, wholeTime, false);
    }

    /**
     * The same, for as long as it makes progress.
     *
     * @param standstill how long the positions may stay where they are before the time runs out
     */
    public <E extends Exception> Result readWhileMoving(
            Duration standstill, Collection<TopicPartition> partitions, Reading<E> reading) throws E {
        return read(partitions, reading, standstill, true);
    }

    private <E extends Exception> Result read(
            Collection<TopicPartition> partitions, Reading<E> reading, Duration time, boolean renewedByProgress)
            throws E {
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        long since = nanoTime.getAsLong();
        long positions = -1;
        while (!reached(partitions)) {
            if (nanoTime.getAsLong() - since > time.toNanos()) {
                return Result.TIMED_OUT;
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (!reading.read(record)) {
                    return Result.STOPPED;
                }
            }
            if (renewedByProgress) {
                long now = partitions.stream()
                        .mapToLong(p -> consumer.position(p, answer))
                        .sum();
                since = now == positions ? since : nanoTime.getAsLong();
                positions = now;
            }
        }
        return Result.COMPLETE;
    }
}
