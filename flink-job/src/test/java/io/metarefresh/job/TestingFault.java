package io.metarefresh.job;

import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Partitioner;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.Cluster;

/**
 * A failure of the task that writes to Kafka, once, at a moment that the test chooses. As a partitioner it sits on the way of every
 * record; otherwise it does what Kafka's own does.
 */
public final class TestingFault implements Partitioner {
    private static final AtomicReference<Moment> ARMED = new AtomicReference<>();

    /** When the next record is written that fits. */
    enum Moment {
        ANY_RECORD,
        /** The batch is flushed because a barrier is about to be sent, and the barrier is not sent yet. */
        BETWEEN_FLUSH_AND_BARRIER
    }

    static void arm(Moment moment) {
        ARMED.set(moment);
    }

    static boolean happened() {
        return ARMED.get() == null;
    }

    static void disarm() {
        ARMED.set(null);
    }

    @Override
    public int partition(String topic, Object key, byte[] keyBytes, Object value, byte[] valueBytes, Cluster cluster) {
        Moment moment = ARMED.get();
        if (moment != null && fits(moment) && ARMED.compareAndSet(moment, null)) {
            throw new IllegalStateException("induced failure");
        }
        return BuiltInPartitioner.partitionForKey(
                keyBytes, cluster.partitionsForTopic(topic).size());
    }

    private static boolean fits(Moment moment) {
        return moment == Moment.ANY_RECORD
                || StackWalker.getInstance()
                        .walk(frames ->
                                frames.anyMatch(frame -> frame.getMethodName().equals("prepareSnapshotPreBarrier")));
    }

    @Override
    public void close() {}

    @Override
    public void configure(Map<String, ?> settings) {}
}
