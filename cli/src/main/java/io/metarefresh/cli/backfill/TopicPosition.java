package io.metarefresh.cli.backfill;

import io.metarefresh.cli.CommandException;
import io.metarefresh.job.config.PartitionOffsets;
import io.metarefresh.schemas.TopicOffsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** A place in a topic, before it is resolved to offsets. */
public sealed interface TopicPosition {
    Duration DEADLINE = Duration.ofSeconds(30);

    /** The first record there is. */
    record Earliest() implements TopicPosition {}

    /** Behind the last record there is, or before the first open transaction. */
    record Latest() implements TopicPosition {}

    /** The first record written at that time or later. */
    record Time(Instant time) implements TopicPosition {}

    /** Exactly there. */
    record At(PartitionOffsets offsets) implements TopicPosition {}

    /**
     * The offset in each partition of the topic.
     *
     * @throws CommandException when a partition is not named, an offset lies behind its end, or the broker does not answer
     */
    default PartitionOffsets resolve(Admin admin, String topic) throws CommandException {
        try {
            Collection<TopicPartition> partitions = TopicOffsets.partitions(admin, topic, DEADLINE);
            if (this instanceof Earliest) {
                return list(admin, partitions, OffsetSpec.earliest(), Map.of());
            }
            Map<Integer, Long> latest =
                    list(admin, partitions, OffsetSpec.latest(), Map.of()).byPartition();
            if (this instanceof At at) {
                return named(at.offsets(), latest, topic);
            }
            if (this instanceof Time time) {
                // Where nothing was written since, the end.
                return list(
                        admin, partitions, OffsetSpec.forTimestamp(time.time().toEpochMilli()), latest);
            }
            if (this instanceof Latest) {
                return new PartitionOffsets(latest);
            }
            throw new IllegalStateException("no offsets are defined for " + this);
        } catch (ExecutionException | TimeoutException e) {
            Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
            throw new CommandException("topic '" + topic + "': offsets are not known: " + cause.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException("interrupted while offsets were looked up", e);
        }
    }

    private static PartitionOffsets named(PartitionOffsets offsets, Map<Integer, Long> latest, String topic)
            throws CommandException {
        for (Map.Entry<Integer, Long> end : latest.entrySet()) {
            Long offset = offsets.byPartition().get(end.getKey());
            if (offset == null) {
                throw new CommandException("topic '" + topic + "' has partition " + end.getKey() + ", of which '"
                        + offsets + "' says nothing");
            }
            if (offset > end.getValue()) {
                throw new CommandException("topic '" + topic + "': partition " + end.getKey() + " ends at offset "
                        + end.getValue() + ", and '" + offsets + "' lies behind it");
            }
        }
        if (offsets.byPartition().size() != latest.size()) {
            throw new CommandException(
                    "topic '" + topic + "' has " + latest.size() + " partitions, '" + offsets + "' names others");
        }
        return offsets;
    }

    /** @param absent offsets for partitions where the broker knows none */
    private static PartitionOffsets list(
            Admin admin, Collection<TopicPartition> partitions, OffsetSpec spec, Map<Integer, Long> absent)
            throws InterruptedException, ExecutionException, TimeoutException {
        SortedMap<Integer, Long> offsets =
                TopicOffsets.of(admin, partitions, spec, IsolationLevel.READ_COMMITTED, DEADLINE);
        offsets.replaceAll((partition, offset) -> offset >= 0 ? offset : absent.getOrDefault(partition, 0L));
        return new PartitionOffsets(offsets);
    }
}
