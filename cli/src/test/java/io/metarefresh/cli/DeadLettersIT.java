package io.metarefresh.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.metarefresh.cli.deadletters.DeadLetter;
import io.metarefresh.cli.deadletters.DeadLetterReplay;
import io.metarefresh.cli.deadletters.DeadLetters;
import io.metarefresh.cli.topic.RecordedTopic;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.job.RefreshJob;
import io.metarefresh.job.TestingEvents;
import io.metarefresh.job.TestingSnapshots;
import io.metarefresh.job.TestingStack;
import io.metarefresh.job.config.JobConfig;
import io.metarefresh.job.record.Accounting;
import io.metarefresh.schemas.InteractionEvent;
import io.metarefresh.schemas.RecordEncoder;
import io.metarefresh.snapshot.EntityKind;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the job refuses is explained, repaired, put back once, and accepted. */
class DeadLettersIT {
    @TempDir
    private Path directory;

    private TestingStack stack;
    private RecordEncoder<InteractionEvent> events;
    private long now;

    @BeforeEach
    void start() throws Exception {
        stack = new TestingStack(2, 20_000);
        events = new RecordEncoder<>(
                stack.schemaIds.get(stack.topics.interactions() + "-value"), InteractionEvent.class);
        now = System.currentTimeMillis();
    }

    @AfterEach
    void stop() {
        stack.close();
    }

    private byte[] event(String eventId, String memberId) {
        return events.encode(TestingEvents.avro(TestingEvents.interaction(eventId, memberId, now - 5000)));
    }

    private void send(String key, byte[] value) {
        stack.send(stack.topics.interactions(), 1, key.getBytes(UTF_8), value);
    }

    /** Runs the job over partition 1 from that offset on. */
    private Accounting run(long fromOffset) throws Exception {
        Path snapshot = directory.resolve("snapshot");
        if (!Files.exists(snapshot)) {
            TestingSnapshots.write(snapshot, EntityKind.MEMBER);
        }
        Map<String, String> settings =
                stack.settings(snapshot, "input.bounded", "true", "input.start-offsets", "0@0 1@" + fromOffset);
        return Accounting.of(RefreshJob.start(JobConfig.of(settings))
                .getJobExecutionResult()
                .get()
                .getAllAccumulatorResults());
    }

    private CommandResult deadLetters(String action, Object... options) {
        List<Object> all = new ArrayList<>(List.of("dead-letters", action));
        all.addAll(List.of("--bootstrap-servers", stack.bootstrapServers(), "--registry-url", stack.registryUrl()));
        all.addAll(List.of("--interactions-topic", stack.topics.interactions()));
        all.addAll(List.of("--dead-letters-topic", stack.topics.deadLetters()));
        all.addAll(List.of(options));
        return CommandResult.of(all.toArray());
    }

    @Test
    void aRecordOfASchemaThatIsRegisteredLateIsPutBackOnceAndAccepted() throws Exception {
        Schema evolved = new Schema.Parser()
                .parse(InteractionEvent.getClassSchema()
                        .toString()
                        .replace(
                                "{\"name\":\"label\"",
                                "{\"name\":\"surface\",\"type\":\"string\",\"default\":\"\"},{\"name\":\"label\""));
        int lateId = stack.registry.register(
                        stack.topics.interactions() + "-last",
                        SchemaBuilder.builder().stringType())
                + 1;
        byte[] late = written(event("e1", "m1"), evolved, lateId);
        send("m1", late);
        send("m1", event("e2", "m1"));
        send("m1", "garbage".getBytes(UTF_8));
        assertThat(run(0)).isEqualTo(new Accounting(3, 1, 0, 0, 0, 2));

        CommandResult show = deadLetters("show");
        assertThat(show.exitCode()).isZero();
        assertThat(show.out())
                .contains("UNKNOWN_SCHEMA  " + stack.topics.interactions() + "-1@0  ", "key 'm1'  ")
                .contains("no schema with id " + lateId)
                .containsPattern("BAD_MAGIC +1 +0 ")
                .containsPattern("all +2 +0");
        assertThat(deadLetters("show", "--cause", "clock").out()).startsWith("no dead letters of that kind");

        assertThat(stack.registry.register(stack.topics.interactions() + "-value", evolved))
                .isEqualTo(lateId);
        assertThat(deadLetters("show", "--cause", "unknown_schema").out()).contains("\"event_id\":\"e1\"");
        assertThat(deadLetters("replay", "--cause", "unknown_schema", "--dry-run")
                        .out())
                .contains("1 selected, 0 put back before, 1 would be put back");
        assertThat(stack.read(stack.topics.interactions())).hasSize(3);

        CommandResult replay = deadLetters("replay", "--cause", "unknown_schema");
        assertThat(replay.out()).contains("1 selected, 0 put back before, 1 put back");
        CommandResult repeated = deadLetters("replay", "--cause", "unknown_schema");
        assertThat(repeated.out()).contains("1 selected, 1 put back before, 0 put back");

        List<ConsumerRecord<byte[], byte[]>> all = stack.read(stack.topics.interactions());
        assertThat(all).hasSize(4);
        ConsumerRecord<byte[], byte[]> putBack = all.get(3);
        assertThat(putBack.partition()).isEqualTo(1);
        assertThat(putBack.key()).isEqualTo("m1".getBytes(UTF_8));
        assertThat(putBack.value()).isEqualTo(late);
        assertThat(new String(putBack.headers().lastHeader("replayed-from").value(), UTF_8))
                .isEqualTo(stack.topics.interactions() + "-1@0");
        assertThat(run(3)).isEqualTo(new Accounting(1, 1, 0, 0, 0, 0));
        assertThat(deadLetters("show", "--limit", 0).out())
                .containsPattern("UNKNOWN_SCHEMA +1 +1 ")
                .containsPattern("all +2 +1");
    }

    /** The same event with an empty text before its label: field order is that of the evolved schema. */
    private static byte[] written(byte[] event, Schema evolved, int schemaId) throws Exception {
        var reader = new org.apache.avro.generic.GenericDatumReader<org.apache.avro.generic.GenericRecord>(
                InteractionEvent.getClassSchema(), evolved);
        var record = reader.read(
                null, org.apache.avro.io.DecoderFactory.get().binaryDecoder(event, 5, event.length - 5, null));
        var out = new java.io.ByteArrayOutputStream();
        out.writeBytes(ByteBuffer.allocate(5).put((byte) 0).putInt(schemaId).array());
        var encoder = org.apache.avro.io.EncoderFactory.get().directBinaryEncoder(out, null);
        new org.apache.avro.generic.GenericDatumWriter<org.apache.avro.generic.GenericRecord>(evolved)
                .write(record, encoder);
        return out.toByteArray();
    }

    @Test
    void aRepairedKeyAndARepairedValueAreAccepted() throws Exception {
        send("wrong", event("e1", "m1"));
        Interaction future = TestingEvents.interaction("e2", "m1", now + 86_400_000L * 300);
        send("m1", events.encode(TestingEvents.avro(future)));
        assertThat(run(0)).isEqualTo(new Accounting(2, 0, 0, 0, 0, 2));

        assertThat(deadLetters("replay").exitCode()).isEqualTo(2);
        assertThat(deadLetters("replay", "--all", "--key", "m1").err())
                .contains("--key, --value-file and --json-file need --partition and --offset");
        assertThat(deadLetters("replay", "--partition", 1, "--offset", 7).err()).contains("no such dead letter");
        assertThat(deadLetters("replay", "--partition", 1, "--offset", 0, "--key", "m1")
                        .out())
                .contains("1 put back");

        Path bytes = directory.resolve("value");
        deadLetters("show", "--partition", 1, "--offset", 0, "--value-out", bytes);
        assertThat(bytes).hasBinaryContent(event("e1", "m1"));

        JsonNode line = new JsonMapper()
                .readTree(deadLetters("show", "--cause", "clock", "--json").out());
        Path repaired = directory.resolve("repaired.json");
        Files.writeString(
                repaired,
                line.get("value").asText().replace(Long.toString(future.eventTimeMillis()), Long.toString(now - 1000)));
        assertThat(deadLetters("replay", "--partition", 1, "--offset", 1, "--json-file", repaired)
                        .out())
                .contains("1 put back");

        assertThat(run(2)).isEqualTo(new Accounting(2, 2, 0, 0, 0, 0));
        Files.writeString(repaired, "{}");
        CommandResult wrong =
                deadLetters("replay", "--partition", 1, "--offset", 1, "--json-file", repaired, "--again");
        assertThat(wrong.exitCode()).isEqualTo(1);
        assertThat(wrong.err()).contains("--json-file " + repaired + ": no InteractionEvent in Avro's JSON");
    }

    @Test
    void aRunThatIsTakenOverPutsNothingBackAndALetterThatWasWrittenTwiceIsOne() throws Exception {
        send("m1", "garbage".getBytes(UTF_8));
        run(0);
        ConsumerRecord<byte[], byte[]> letter =
                stack.read(stack.topics.deadLetters()).get(0);
        try (var producer = new org.apache.kafka.clients.producer.KafkaProducer<byte[], byte[]>(
                Map.of("bootstrap.servers", stack.bootstrapServers()),
                new org.apache.kafka.common.serialization.ByteArraySerializer(),
                new org.apache.kafka.common.serialization.ByteArraySerializer())) {
            producer.send(new org.apache.kafka.clients.producer.ProducerRecord<>(
                            stack.topics.deadLetters(), null, letter.key(), letter.value(), letter.headers()))
                    .get();
        }
        Map<String, String> kafka = Map.of("bootstrap.servers", stack.bootstrapServers());
        try (DeadLetterReplay first = new DeadLetterReplay(kafka, stack.topics.deadLetters(), Clock.systemUTC());
                RecordedTopic topic = RecordedTopic.open(kafka, stack.topics.deadLetters())) {
            List<DeadLetter> letters = new ArrayList<>();
            new DeadLetters(topic, line -> {}).read(letters::add);
            assertThat(letters).hasSize(1);
            first.put(letters.get(0), letters.get(0).key(), letters.get(0).value());

            assertThat(deadLetters("replay", "--all").out()).contains("1 selected, 0 put back before, 1 put back");

            assertThatThrownBy(first::commit)
                    .hasMessageContaining("another replay")
                    .hasMessageContaining("not put back");
        }
        assertThat(stack.read(stack.topics.interactions())).hasSize(2);
        anOpenTransactionHidesMarksSoThatNothingIsPutBack(letter);
    }

    /** Such as a job with exactly-once has between two checkpoints: what an earlier run put back lies hidden behind it. */
    private void anOpenTransactionHidesMarksSoThatNothingIsPutBack(ConsumerRecord<byte[], byte[]> letter) {
        try (var job = new org.apache.kafka.clients.producer.KafkaProducer<byte[], byte[]>(
                Map.of("bootstrap.servers", stack.bootstrapServers(), "transactional.id", stack.topics.deadLetters()),
                new org.apache.kafka.common.serialization.ByteArraySerializer(),
                new org.apache.kafka.common.serialization.ByteArraySerializer())) {
            job.initTransactions();
            job.beginTransaction();
            job.send(new org.apache.kafka.clients.producer.ProducerRecord<>(
                    stack.topics.deadLetters(), null, letter.key(), letter.value(), letter.headers()));
            job.flush();

            CommandResult refused = deadLetters("replay", "--all", "--again", "--wait", "PT0S");
            assertThat(refused.exitCode()).isEqualTo(1);
            assertThat(refused.err()).contains("a transaction is still open that hides what lies behind offset");
            job.commitTransaction();
        }
        assertThat(stack.read(stack.topics.interactions())).hasSize(2);
        assertThat(deadLetters("replay", "--all").out()).contains("1 selected, 1 put back before, 0 put back");
    }
}
