package io.metarefresh.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.schemas.ConfluentSchemaRegistry;
import io.metarefresh.schemas.RegistrySettings;
import io.metarefresh.schemas.TopicNames;
import io.metarefresh.snapshot.EntityKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class TopicFollowerTest {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final TopicNames TOPICS = TopicNames.DEFAULT;

    private final AtomicInteger attempts = new AtomicInteger();
    private final LiveView view = new LiveView(EntityKind.MEMBER, null);

    /** Every topic has one partition, and the dead letters as many records as attempts were made, and two. */
    private Consumer<byte[], byte[]> consumer() {
        int letters = 2 + attempts.incrementAndGet();
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
        for (String topic : List.of(
                TOPICS.interactions(),
                TOPICS.memberProfiles(),
                TOPICS.metaEmbeddings(),
                TOPICS.deadLetters(),
                TOPICS.status(),
                TOPICS.modelSnapshots())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.updatePartitions(topic, List.of(new PartitionInfo(topic, 0, null, null, null)));
            consumer.updateBeginningOffsets(Map.of(partition, 0L));
            consumer.updateEndOffsets(Map.of(partition, topic.equals(TOPICS.deadLetters()) ? letters : 0L));
        }
        consumer.schedulePollTask(() -> {
            for (int offset = 0; offset < letters; offset++) {
                consumer.addRecord(
                        new ConsumerRecord<>(TOPICS.deadLetters(), 0, offset, new byte[] {'m'}, new byte[] {1}));
            }
        });
        return consumer;
    }

    private TopicFollower follower(LongSupplier clock) {
        return new TopicFollower(
                this::consumer,
                new ConfluentSchemaRegistry(RegistrySettings.of("http://127.0.0.1:1")),
                TOPICS,
                view,
                clock);
    }

    @Test
    void whatWasTakenBeforeAFailureIsNotTakenAgain() throws Exception {
        LongSupplier clock = () -> {
            if (attempts.get() == 1) {
                throw new IllegalArgumentException("a broken clock");
            }
            return 0;
        };
        try (TopicFollower follower = follower(clock)) {
            follower.start();
            // The trouble of the first attempt stands until the second has read.
            await(() -> attempts.get() == 2 && follower.trouble() == null);
            Map<?, ?> letters = (Map<?, ?>) view.state(0).get("dead_letters");
            assertThat(letters.get("by_cause"))
                    .as("three of the first attempt, and the one that came meanwhile")
                    .isEqualTo(Map.of("unknown", 4L));
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
