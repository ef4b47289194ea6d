package io.metarefresh.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.job.config.JobConfig;
import io.metarefresh.job.record.Accounting;
import io.metarefresh.job.record.DeadLetterCause;
import io.metarefresh.schemas.DeadLetterHeaders;
import io.metarefresh.schemas.InteractionEvent;
import io.metarefresh.schemas.RecordEncoder;
import io.metarefresh.snapshot.EntityKind;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** NOTHING LOST under abuse: bad records of every kind in a long stream, and the largest that a topic takes. */
class PoisonIT {
    private static final int RECORDS = 100_000;
    private static final int BAD_EVERY = 100;
    private static final int MEMBERS = 499;
    private static final int MAX_RECORD_BYTES = 2_000;

    @TempDir
    Path directory;

    private final long now = System.currentTimeMillis();
    private RecordEncoder<InteractionEvent> events;

    /** A record that is refused. */
    private record Bad(DeadLetterCause cause, byte[] key, byte[] value) {}

    @Test
    void onePercentOfBadRecordsOfEveryKindIsDivertedUntouchedAndTheRestIsProcessed() throws Exception {
        try (TestingStack stack = new TestingStack(4, MAX_RECORD_BYTES)) {
            events = encoder(stack);
            String topic = stack.topics.interactions();
            int embeddingSchema = stack.schemaIds.get(stack.topics.metaEmbeddings() + "-value");
            Map<Future<RecordMetadata>, Bad> bad = new LinkedHashMap<>();
            KafkaProducer<byte[], byte[]> producer = producer(stack, "none", MAX_RECORD_BYTES * 2);
            for (int i = 0; i < RECORDS; i++) {
                if (i % BAD_EVERY == 7) {
                    DeadLetterCause[] causes = DeadLetterCause.values();
                    Bad record = bad(causes[bad.size() % causes.length], bad.size() / causes.length, embeddingSchema);
                    bad.put(producer.send(new ProducerRecord<>(topic, i % 4, record.key(), record.value())), record);
                } else {
                    String member = "m" + i % MEMBERS;
                    Interaction good = TestingEvents.interaction("e" + i, member, now - RECORDS + i);
                    stack.sendLater(
                            topic, i % MEMBERS % 4, member.getBytes(UTF_8), events.encode(TestingEvents.avro(good)));
                }
            }
            producer.close();
            Map<String, Bad> expected = new HashMap<>();
            for (Map.Entry<Future<RecordMetadata>, Bad> sent : bad.entrySet()) {
                RecordMetadata at = sent.getKey().get();
                expected.put(at.partition() + "@" + at.offset(), sent.getValue());
            }

            stack.flush();

            JobExecutionResult result = runBounded(stack);

            for (ConsumerRecord<byte[], byte[]> letter : stack.read(stack.topics.deadLetters())) {
                String at =
                        header(letter, DeadLetterHeaders.PARTITION) + "@" + header(letter, DeadLetterHeaders.OFFSET);
                // Removed: each must come exactly once.
                Bad sent = expected.remove(at);
                assertThat(sent).as("dead letter of %s", at).isNotNull();
                assertThat(header(letter, DeadLetterHeaders.CAUSE))
                        .as(header(letter, DeadLetterHeaders.MESSAGE))
                        .isEqualTo(sent.cause().name());
                assertThat(letter.key()).isEqualTo(sent.key());
                assertThat(letter.value()).isEqualTo(sent.value());
            }
            assertThat(expected).isEmpty();
            long refused = RECORDS / BAD_EVERY;
            Map<String, Object> counts = result.getAllAccumulatorResults();
            assertThat(Accounting.of(counts)).isEqualTo(new Accounting(RECORDS, RECORDS - refused, 0, 0, 0, refused));
            long byCause = 0;
            for (DeadLetterCause cause : DeadLetterCause.values()) {
                long count = (Long)
                        counts.get("interactions_dead_lettered_" + cause.name().toLowerCase(java.util.Locale.ROOT));
                assertThat(count).as(cause.name()).isGreaterThanOrEqualTo(refused / DeadLetterCause.values().length);
                byCause += count;
            }
            assertThat(byCause).isEqualTo(refused);
            Set<String> members = new HashSet<>();
            stack.read(stack.topics.metaEmbeddings()).forEach(record -> members.add(new String(record.key(), UTF_8)));
            assertThat(members).hasSize(MEMBERS);
        }
    }

    private Bad bad(DeadLetterCause cause, int number, int embeddingSchema) {
        byte[] key = "m1".getBytes(UTF_8);
        Interaction event = TestingEvents.interaction("bad" + number, "m1", now - 1000);
        byte[] valid = events.encode(TestingEvents.avro(event));
        byte[] value =
                switch (cause) {
                    case NULL_VALUE -> null;
                    case OVERSIZE -> new byte[MAX_RECORD_BYTES + number % 100];
                    case TOO_SHORT -> Arrays.copyOf(valid, number % 5);
                    case BAD_MAGIC -> ("garbage " + number).getBytes(UTF_8);
                    case UNKNOWN_SCHEMA -> withSchema(valid, 1_000_000 + number % 3);
                    case WRONG_SCHEMA -> withSchema(valid, embeddingSchema);
                    case MALFORMED_AVRO -> Arrays.copyOf(valid, 5 + number % (valid.length - 5));
                    case TRAILING_BYTES -> Arrays.copyOf(valid, valid.length + 1 + number % 9);
                    case EMPTY_ID, KEY_MISMATCH -> valid;
                    case CONTRACT -> events.encode(TestingEvents.avro(new Interaction(
                            event.eventId(),
                            0,
                            "m1",
                            event.itemId(),
                            event.eventTimeMillis(),
                            Float.NaN,
                            1f,
                            Features.NONE)));
                    case CLOCK -> events.encode(
                            TestingEvents.avro(TestingEvents.interaction("bad" + number, "m1", now + 86_400_000L * 3)));
                };
        byte[] badKey =
                switch (cause) {
                    case EMPTY_ID -> number % 2 == 0 ? null : new byte[0];
                    case KEY_MISMATCH -> number % 2 == 0 ? "m2".getBytes(UTF_8) : new byte[] {(byte) 0xff};
                    default -> key;
                };
        return new Bad(cause, badKey, value);
    }

    private static byte[] withSchema(byte[] value, int schemaId) {
        byte[] changed = value.clone();
        ByteBuffer.wrap(changed).putInt(1, schemaId);
        return changed;
    }

    @Test
    void theLargestRecordThatATopicTakesFitsIntoTheDeadLetters() throws Exception {
        int overheadOfABatch = 100;
        try (TestingStack stack = new TestingStack(1, MAX_RECORD_BYTES, MAX_RECORD_BYTES + overheadOfABatch)) {
            byte[] key = "m1".getBytes(UTF_8);
            byte[] largest = new byte[MAX_RECORD_BYTES - key.length];
            new java.util.Random(1).nextBytes(largest);
            largest[0] = 1;
            stack.send(stack.topics.interactions(), 0, key, largest);
            // The broker judges what is compressed: this is a thousand times larger than the topic allows.
            byte[] compressible = new byte[1_000 * MAX_RECORD_BYTES];
            sendCompressed(stack, key, compressible);

            JobExecutionResult result = runBounded(stack);

            assertThat(Accounting.of(result.getAllAccumulatorResults())).isEqualTo(new Accounting(2, 0, 0, 0, 0, 2));
            assertThat(stack.read(stack.topics.deadLetters()))
                    .satisfiesExactly(
                            letter -> {
                                assertThat(header(letter, DeadLetterHeaders.CAUSE))
                                        .isEqualTo("BAD_MAGIC");
                                assertThat(letter.value()).isEqualTo(largest);
                            },
                            letter -> {
                                assertThat(header(letter, DeadLetterHeaders.CAUSE))
                                        .isEqualTo("OVERSIZE");
                                assertThat(letter.value()).isEqualTo(compressible);
                            });
        }
    }

    private static void sendCompressed(TestingStack stack, byte[] key, byte[] value)
            throws InterruptedException, ExecutionException {
        try (KafkaProducer<byte[], byte[]> producer = producer(stack, "gzip", value.length + 1_000)) {
            producer.send(new ProducerRecord<>(stack.topics.interactions(), 0, key, value))
                    .get();
        }
    }

    private static KafkaProducer<byte[], byte[]> producer(TestingStack stack, String compression, int maxRequestBytes) {
        return new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        stack.bootstrapServers(),
                        ProducerConfig.COMPRESSION_TYPE_CONFIG,
                        compression,
                        ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                        maxRequestBytes,
                        ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
                        1),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static RecordEncoder<InteractionEvent> encoder(TestingStack stack) {
        return new RecordEncoder<>(stack.schemaIds.get(stack.topics.interactions() + "-value"), InteractionEvent.class);
    }

    private JobExecutionResult runBounded(TestingStack stack) throws Exception {
        Path snapshot = TestingSnapshots.write(directory.resolve("snapshot"), EntityKind.MEMBER);
        // One refresh of each member or two: it is the decoding that is tried.
        JobConfig config = stack.config(
                snapshot, "input.bounded", "true", "refresh.min-interval", "1 h", "state.backend", "hashmap");
        return RefreshJob.start(config).getJobExecutionResult().get();
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return DeadLetterHeaders.text(record.headers(), name).orElseThrow();
    }
}
