package io.metarefresh.job.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.metrics.groups.SplitEnumeratorMetricGroup;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Restored readers of a bounded topic get what is left, and hear that it is all. */
class RestoredEnumeratorTest {
    private static final KafkaPartitionSplit HALF_READ = split(0);
    private static final KafkaPartitionSplit NOBODYS = split(1);
    private static final KafkaPartitionSplit NOBODYS_EITHER = split(2);

    private final List<String> told = new ArrayList<>();
    private final RestoredEnumerator enumerator = new RestoredEnumerator(
            new TestingContext(told),
            new KafkaSourceEnumState(List.of(HALF_READ), List.of(NOBODYS, NOBODYS_EITHER), true));

    private static KafkaPartitionSplit split(int partition) {
        return new KafkaPartitionSplit(new TopicPartition("interactions", partition), 0, 10);
    }

    @Test
    void eachReaderGetsWhatNoneHasAndHearsThatNothingMoreComes() {
        enumerator.start();
        enumerator.addReader(1);
        enumerator.addReader(0);

        assertThat(told)
                .satisfiesExactlyInAnyOrder(
                        one -> assertThat(one).isEqualTo("1 gets [interactions-1]"),
                        one -> assertThat(one).isEqualTo("1 has all"),
                        one -> assertThat(one).isEqualTo("0 gets [interactions-2]"),
                        one -> assertThat(one).isEqualTo("0 has all"));
        assertThat(told.indexOf("1 has all")).isGreaterThan(told.indexOf("1 gets [interactions-1]"));
        KafkaSourceEnumState state = enumerator.snapshotState(1);
        assertThat(state.initialDiscoveryFinished()).isTrue();
        assertThat(state.assignedSplits()).containsExactlyInAnyOrder(HALF_READ, NOBODYS, NOBODYS_EITHER);
        assertThat(state.unassignedSplits()).isEmpty();
    }

    @Test
    void whatAFailedReaderHadIsGivenToItAgain() {
        enumerator.addReader(0);
        enumerator.addSplitsBack(List.of(NOBODYS_EITHER), 0);

        assertThat(enumerator.snapshotState(1).unassignedSplits()).containsExactlyInAnyOrder(NOBODYS, NOBODYS_EITHER);
        told.clear();
        enumerator.addReader(0);
        assertThat(told).containsExactly("0 gets [interactions-2]", "0 has all");
    }

    /** Notes what the readers are told. */
    private record TestingContext(List<String> told) implements SplitEnumeratorContext<KafkaPartitionSplit> {
        @Override
        public int currentParallelism() {
            return 2;
        }

        @Override
        public void assignSplits(SplitsAssignment<KafkaPartitionSplit> assignment) {
            assignment
                    .assignment()
                    .forEach((reader, splits) -> told.add(reader + " gets "
                            + splits.stream().map(KafkaPartitionSplit::splitId).toList()));
        }

        @Override
        public void signalNoMoreSplits(int subtask) {
            told.add(subtask + " has all");
        }

        @Override
        public Map<Integer, ReaderInfo> registeredReaders() {
            throw new UnsupportedOperationException();
        }

        @Override
        public SplitEnumeratorMetricGroup metricGroup() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void sendEventToSourceReader(int subtask, SourceEvent event) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <T> void callAsync(Callable<T> callable, BiConsumer<T, Throwable> handler) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <T> void callAsync(
                Callable<T> callable, BiConsumer<T, Throwable> handler, long initialDelayMillis, long periodMillis) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void runInCoordinatorThread(Runnable runnable) {
            throw new UnsupportedOperationException();
        }
    }
}
