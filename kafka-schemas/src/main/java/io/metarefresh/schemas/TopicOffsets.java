package io.metarefresh.schemas;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** The partitions of a topic and their offsets, as the brokers tell them. What the brokers refuse is the cause of the {@link ExecutionException}. */
public final class TopicOffsets {
    private TopicOffsets() {}

    /** All partitions of the topic. */
    public static List<TopicPartition> partitions(Admin admin, String topic, Duration deadline)
            throws InterruptedException, ExecutionException, TimeoutException {
        return admin
                .describeTopics(List.of(topic))
                .allTopicNames()
                .get(deadline.toMillis(), TimeUnit.MILLISECONDS)
                .get(topic)
                .partitions()
                .stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
    }

    /**
     * An offset of each partition of one topic, by number of the partition; -1 where there is none, as of a time after the last record.
     *
     * @param readers whose end is asked for: before the first open transaction, or behind the last record
     */
    public static SortedMap<Integer, Long> of(
            Admin admin,
            Collection<TopicPartition> partitions,
            OffsetSpec spec,
            IsolationLevel readers,
            Duration deadline)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        partitions.forEach(partition -> asked.put(partition, spec));
        SortedMap<Integer, Long> offsets = new TreeMap<>();
        admin.listOffsets(asked, new ListOffsetsOptions(readers))
                .all()
                .get(deadline.toMillis(), TimeUnit.MILLISECONDS)
                .forEach((partition, found) -> offsets.put(partition.partition(), found.offset()));
        return offsets;
    }
}
