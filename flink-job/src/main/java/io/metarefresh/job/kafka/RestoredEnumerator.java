package io.metarefresh.job.kafka;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;

/**
 * Of a bounded source whose partitions and ends are all in its restored state: gives the readers what none of them has yet, and tells each
 * that nothing more comes. It asks no broker: a partition that was added since the first start lies behind the ends.
 *
 * <p>Decision: {@code docs/decisions/0095-a-restored-bounded-source-ends.md}.
 */
final class RestoredEnumerator implements SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> {
    private final SplitEnumeratorContext<KafkaPartitionSplit> context;
    private final Map<String, KafkaPartitionSplit> assigned = new HashMap<>();
    private final Map<Integer, List<KafkaPartitionSplit>> waitingByReader = new HashMap<>();

    RestoredEnumerator(SplitEnumeratorContext<KafkaPartitionSplit> context, KafkaSourceEnumState state) {
        this.context = context;
        state.assignedSplits().forEach(split -> assigned.put(split.splitId(), split));
        state.unassignedSplits().forEach(split -> waitingFor(split.getPartition() % context.currentParallelism())
                .add(split));
    }

    private List<KafkaPartitionSplit> waitingFor(int subtask) {
        return waitingByReader.computeIfAbsent(subtask, reader -> new ArrayList<>());
    }

    @Override
    public void start() {
        // Everything is known; readers come by themselves.
    }

    @Override
    public void addReader(int subtask) {
        List<KafkaPartitionSplit> waiting = waitingByReader.remove(subtask);
        if (waiting != null) {
            waiting.forEach(split -> assigned.put(split.splitId(), split));
            context.assignSplits(new SplitsAssignment<>(Map.of(subtask, waiting)));
        }
        context.signalNoMoreSplits(subtask);
    }

    /** From a reader that failed, which registers anew. */
    @Override
    public void addSplitsBack(List<KafkaPartitionSplit> splits, int subtask) {
        splits.forEach(split -> assigned.remove(split.splitId()));
        waitingFor(subtask).addAll(splits);
    }

    @Override
    public void handleSplitRequest(int subtask, String host) {
        // Readers of Kafka do not ask.
    }

    @Override
    public KafkaSourceEnumState snapshotState(long checkpointId) {
        List<KafkaPartitionSplit> waiting =
                waitingByReader.values().stream().flatMap(Collection::stream).toList();
        return new KafkaSourceEnumState(assigned.values(), waiting, true);
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}
