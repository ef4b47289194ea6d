package io.metarefresh.cli.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.job.config.PartitionOffsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class CommitProgressTest {

    /** A group that has committed everything, and brokers that at first do not say so. */
    private static final class TestingSlowBrokers extends MockConsumer<byte[], byte[]> {
        private int unanswered;

        TestingSlowBrokers(int unanswered) {
            super("earliest");
            this.unanswered = unanswered;
        }

        @Override
        public synchronized Map<TopicPartition, OffsetAndMetadata> committed(
                Set<TopicPartition> partitions, Duration timeout) {
            if (unanswered-- > 0) {
                throw new TimeoutException("not within " + timeout);
            }
            return Map.of(new TopicPartition("t", 0), new OffsetAndMetadata(9));
        }
    }

    @Test
    void brokersThatDoNotAnswerInTimeAreAskedAgain() {
        try (CommitProgress remaining = new CommitProgress(
                new TestingSlowBrokers(2), "t", PartitionOffsets.parse("0@0"), PartitionOffsets.parse("0@9"))) {
            assertThat(remaining.reachedEnds()).isFalse();
            assertThat(remaining.reachedEnds()).isFalse();
            assertThat(remaining.reachedEnds()).isTrue();
        }
    }
}
