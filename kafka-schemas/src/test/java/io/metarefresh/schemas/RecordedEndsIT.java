package io.metarefresh.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.local.LocalBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Marks of transactions and aborted records take offsets that no record is ever read at. */
class RecordedEndsIT {
    private static final Duration DEADLINE = Duration.ofMinutes(3);
    private static final TopicPartition PARTITION = new TopicPartition("t", 0);

    private static ProducerRecord<byte[], byte[]> record(String value) {
        return new ProducerRecord<>("t", new byte[] {'k'}, value.getBytes(UTF_8));
    }

    private static KafkaProducer<byte[], byte[]> producer(String servers, String transactionalId) {
        KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers, "transactional.id", transactionalId),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        producer.initTransactions();
        return producer;
    }

    @Test
    void transactionsThatEndedAreReadToTheirEndAndAnOpenOneIsNotWaitedFor(@TempDir Path directory) {
        try (LocalBroker broker = LocalBroker.start(LocalBroker.Settings.in(directory));
                TopicAdmin admin = new TopicAdmin(Map.of("bootstrap.servers", broker.bootstrapServers()));
                Consumer<byte[], byte[]> consumer =
                        CommittedReader.open(Map.of("bootstrap.servers", broker.bootstrapServers()), "earliest")) {
            assertThat(CommittedReader.partitions(consumer, "t", DEADLINE)).isEmpty();
            admin.create(List.of(new TopicDefinition("t", 1, (short) 1, Map.of())));
            assertThat(CommittedReader.partitions(consumer, "t", DEADLINE)).containsExactly(PARTITION);
            try (KafkaProducer<byte[], byte[]> ended = producer(broker.bootstrapServers(), "ended");
                    KafkaProducer<byte[], byte[]> open = producer(broker.bootstrapServers(), "open")) {
                ended.beginTransaction();
                ended.send(record("committed"));
                ended.commitTransaction();
                ended.beginTransaction();
                ended.send(record("aborted"));
                ended.flush();
                ended.abortTransaction();

                // Two records, and a mark behind each.
                RecordedEnds beforeOpen = RecordedEnds.of(consumer, List.of(PARTITION), DEADLINE);
                assertThat(beforeOpen.offsets()).isEqualTo(Map.of(PARTITION, 4L));
                assertThat(read(beforeOpen)).containsExactly("committed");

                open.beginTransaction();
                open.send(record("open"));
                open.flush();
                ended.beginTransaction();
                ended.send(record("behind"));
                ended.commitTransaction();
                RecordedEnds underOpen = RecordedEnds.of(consumer, List.of(PARTITION), DEADLINE);
                assertThat(underOpen.offsets()).isEqualTo(Map.of(PARTITION, 4L));
                assertThat(read(underOpen)).containsExactly("committed");

                open.commitTransaction();
                assertThat(read(RecordedEnds.of(consumer, List.of(PARTITION), DEADLINE)))
                        .containsExactly("committed", "open", "behind");
            }
        }
    }

    private static List<String> read(RecordedEnds ends) {
        List<String> values = new ArrayList<>();
        RecordedEnds.Result result = ends.<RuntimeException>readWithin(
                DEADLINE,
                List.of(PARTITION),
                (ConsumerRecord<byte[], byte[]> r) -> values.add(new String(r.value(), UTF_8)));
        assertThat(result).isEqualTo(RecordedEnds.Result.COMPLETE);
        return values;
    }
}
