package io.metarefresh.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metarefresh.schemas.RecordedEnds.Result;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** A reading ends at the offsets that were recorded, whatever is written meanwhile. */
class RecordedEndsTest {
    private static final Duration ENOUGH = Duration.ofMinutes(3);
    private static final TopicPartition FIRST = new TopicPartition("t", 0);
    private static final TopicPartition SECOND = new TopicPartition("t", 1);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final List<String> read = new ArrayList<>();
    /** A clock that moves on by a millisecond whenever it is looked at. */
    private long nanos;

    private RecordedEnds ends(long first, long second) {
        consumer.updateBeginningOffsets(Map.of(FIRST, 0L, SECOND, 0L));
        consumer.updateEndOffsets(Map.of(FIRST, first, SECOND, second));
        return RecordedEnds.of(consumer, List.of(FIRST, SECOND), ENOUGH, () -> nanos += 1_000_000);
    }

    private void arrives(TopicPartition partition, long... offsets) {
        consumer.schedulePollTask(() -> {
            for (long offset : offsets) {
                consumer.addRecord(new ConsumerRecord<>(
                        partition.topic(), partition.partition(), offset, new byte[0], new byte[0]));
            }
        });
    }

    private boolean note(ConsumerRecord<byte[], byte[]> record) {
        return read.add(record.partition() + "@" + record.offset());
    }

    private RecordedEnds endsOfThreePolls() {
        for (long offset = 0; offset < 3; offset++) {
            arrives(FIRST, offset);
        }
        return ends(3, 0);
    }

    private boolean noteForAnHour(ConsumerRecord<byte[], byte[]> record) {
        nanos += Duration.ofHours(1).toNanos();
        return note(record);
    }

    @Test
    void everyPartitionIsReadToItsEndAndThePollsAfterItAreLeftAlone() {
        RecordedEnds ends = ends(2, 1);
        arrives(FIRST, 0, 1);
        arrives(SECOND, 0);
        arrives(SECOND, 1);

        assertThat(ends.readWithin(ENOUGH, List.of(FIRST, SECOND), this::note)).isEqualTo(Result.COMPLETE);
        assertThat(read).containsExactly("0@0", "0@1", "1@0");
        assertThat(ends.reached()).isTrue();
        assertThat(ends.offsets()).isEqualTo(Map.of(FIRST, 2L, SECOND, 1L));
    }

    @Test
    void whatComesBehindTheEndWithTheLastPollIsToldApart() {
        RecordedEnds ends = ends(1, 0);
        arrives(FIRST, 0, 1);
        List<Boolean> covered = new ArrayList<>();

        ends.readWithin(ENOUGH, List.of(FIRST, SECOND), record -> covered.add(ends.cover(record)));
        assertThat(covered).containsExactly(true, false);
    }

    @Test
    void onePartitionAloneCanBeReadAndReadAgain() {
        RecordedEnds ends = ends(1, 5);
        arrives(FIRST, 0);
        assertThat(ends.readWhileMoving(ENOUGH, List.of(FIRST), this::note)).isEqualTo(Result.COMPLETE);
        arrives(FIRST, 0);
        assertThat(ends.readWhileMoving(ENOUGH, List.of(FIRST), this::note)).isEqualTo(Result.COMPLETE);
        assertThat(read).containsExactly("0@0", "0@0");
    }

    @Test
    void anEmptyTopicIsReadWithoutAPoll() {
        RecordedEnds ends = ends(0, 0);
        consumer.setPollException(new org.apache.kafka.common.KafkaException("polled"));
        assertThat(ends.readWithin(Duration.ZERO, List.of(FIRST, SECOND), this::note))
                .isEqualTo(Result.COMPLETE);
    }

    @Test
    void aReadingStopsWhereItWantsTo() throws Exception {
        RecordedEnds ends = ends(3, 0);
        arrives(FIRST, 0, 1, 2);
        assertThat(ends.readWithin(ENOUGH, List.of(FIRST, SECOND), record -> note(record) && record.offset() < 1))
                .isEqualTo(Result.STOPPED);
        assertThat(read).containsExactly("0@0", "0@1");
        arrives(FIRST, 0);
        assertThatThrownBy(() -> ends.readWithin(ENOUGH, List.of(FIRST, SECOND), record -> {
                    throw new IOException("full");
                }))
                .isInstanceOf(IOException.class);
    }

    @Test
    void timeRunsOutForTheWholeReading() {
        RecordedEnds ends = endsOfThreePolls();
        assertThat(ends.readWithin(Duration.ofMinutes(90), List.of(FIRST, SECOND), this::noteForAnHour))
                .isEqualTo(Result.TIMED_OUT);
        assertThat(read).containsExactly("0@0", "0@1");
    }

    @Test
    void aReadingThatMovesHasAsMuchTimeAsItNeeds() {
        RecordedEnds ends = endsOfThreePolls();
        assertThat(ends.readWhileMoving(Duration.ofMinutes(90), List.of(FIRST, SECOND), this::noteForAnHour))
                .isEqualTo(Result.COMPLETE);
        assertThat(read).containsExactly("0@0", "0@1", "0@2");
    }

    @Test
    void aReadingThatStandsStillIsGivenUp() {
        RecordedEnds ends = ends(2, 0);
        arrives(FIRST, 0);
        assertThat(ends.readWhileMoving(Duration.ofMinutes(1), List.of(FIRST, SECOND), this::note))
                .isEqualTo(Result.TIMED_OUT);
        assertThat(read).containsExactly("0@0");
    }
}
