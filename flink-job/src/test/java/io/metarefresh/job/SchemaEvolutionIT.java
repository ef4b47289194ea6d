package io.metarefresh.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metarefresh.interaction.Interaction;
import io.metarefresh.job.record.Accounting;
import io.metarefresh.schemas.DeadLetterHeaders;
import io.metarefresh.schemas.IncompatibleSchemaException;
import io.metarefresh.schemas.InteractionEvent;
import io.metarefresh.schemas.MetaEmbedding;
import io.metarefresh.schemas.RecordDecoder;
import io.metarefresh.schemas.RecordEncoder;
import io.metarefresh.schemas.RefreshReason;
import io.metarefresh.snapshot.EntityKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Producers one version older and one newer than the job, and readers older than it, under the checks of a real registry. */
class SchemaEvolutionIT {
    private static final String LABEL = "{\"name\":\"label\",\"type\":\"float\"";
    private static final String VERSION = "{\"name\":\"event_version\",\"type\":\"int\"";

    @TempDir
    Path directory;

    private final long now = System.currentTimeMillis();
    private TestingStack stack;

    @BeforeEach
    void start() throws Exception {
        stack = new TestingStack(1, 20_000);
    }

    @AfterEach
    void stop() {
        stack.close();
    }

    /** Our schema with its text changed; documentation left out. */
    private static Schema changed(Schema ours, UnaryOperator<String> change) {
        String text = ours.toString().replaceAll(",\"doc\":\"[^\"]*\"", "");
        String different = change.apply(text);
        assertThat(different).isNotEqualTo(text);
        return new Schema.Parser().parse(different);
    }

    private static Schema event(UnaryOperator<String> change) {
        return changed(InteractionEvent.getClassSchema(), change);
    }

    private String subject() {
        return stack.topics.interactions() + "-value";
    }

    private void produce(Schema schema, int schemaId, String eventId) throws IOException {
        Interaction interaction = TestingEvents.interaction(eventId, "m1", now - 5000);
        byte[] ours = new RecordEncoder<>(0, InteractionEvent.class).encode(TestingEvents.avro(interaction));
        GenericRecord theirs = new GenericDatumReader<GenericRecord>(InteractionEvent.getClassSchema(), schema)
                .read(null, DecoderFactory.get().binaryDecoder(ours, 5, ours.length - 5, null));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ByteBuffer.allocate(5).put((byte) 0).putInt(schemaId).array());
        write(schema, theirs, out);
        stack.send(stack.topics.interactions(), 0, "m1".getBytes(UTF_8), out.toByteArray());
    }

    private static void write(Schema schema, GenericRecord record, ByteArrayOutputStream out) throws IOException {
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
        encoder.flush();
    }

    private Accounting run() throws Exception {
        Path snapshot = TestingSnapshots.write(directory.resolve("snapshot"), EntityKind.MEMBER);
        return Accounting.of(RefreshJob.start(stack.config(snapshot, "input.bounded", "true"))
                .getJobExecutionResult()
                .get()
                .getAllAccumulatorResults());
    }

    @Test
    void producersOneVersionOlderAndNewerAreRead() throws Exception {
        Schema older =
                event(text -> text.replaceAll("\\{\"name\":\"event_version\",\"type\":\"int\",\"default\":0},", ""));
        Schema newer = event(text ->
                text.replace(VERSION, "{\"name\":\"surface\",\"type\":\"string\",\"default\":\"feed\"}," + VERSION));
        int olderId = stack.registry.register(subject(), older);
        int newerId = stack.registry.register(subject(), newer);
        assertThat(newerId).isNotEqualTo(olderId);

        produce(older, olderId, "e1");
        produce(newer, newerId, "e2");
        produce(InteractionEvent.getClassSchema(), stack.schemaIds.get(subject()), "e3");

        assertThat(run()).isEqualTo(new Accounting(3, 3, 0, 0, 0, 0));
        MetaEmbedding last = new RecordDecoder<>(MetaEmbedding.class, stack.registry)
                .decode(stack.read(stack.topics.metaEmbeddings()).stream()
                        .reduce((a, b) -> b)
                        .orElseThrow()
                        .value());
        assertThat(last.getSupportSize()).isEqualTo(3);
    }

    @Test
    void whatNoJobCouldReadTheRegistryRefuses() {
        Schema withoutDefault =
                event(text -> text.replace(VERSION, "{\"name\":\"surface\",\"type\":\"string\"}," + VERSION));
        Schema otherType = event(text -> text.replace(LABEL, "{\"name\":\"label\",\"type\":\"string\""));
        for (Schema incompatible : new Schema[] {withoutDefault, otherType}) {
            assertThat(stack.registry.incompatibilities(subject(), incompatible))
                    .isNotEmpty();
            assertThatThrownBy(() -> stack.registry.register(subject(), incompatible))
                    .isInstanceOf(IncompatibleSchemaException.class)
                    .hasMessageContaining(subject());
        }
    }

    /** BACKWARD means that readers are upgraded first: who does not, loses nothing but has to replay. */
    @Test
    void aTypeThatGrewIsADeadLetterUntilTheJobKnowsIt() throws Exception {
        Schema wider = event(text -> text.replace(LABEL, "{\"name\":\"label\",\"type\":\"double\""));
        produce(wider, stack.registry.register(subject(), wider), "e1");

        assertThat(run()).isEqualTo(new Accounting(1, 0, 0, 0, 0, 1));
        assertThat(stack.read(stack.topics.deadLetters())).singleElement().satisfies(letter -> assertThat(
                        DeadLetterHeaders.text(letter.headers(), DeadLetterHeaders.CAUSE))
                .hasValue("WRONG_SCHEMA"));
    }

    @Test
    void aReaderOlderThanTheJobReadsItsEmbeddings() throws Exception {
        String embeddings = stack.topics.metaEmbeddings() + "-value";
        Schema newer = changed(
                MetaEmbedding.getClassSchema(), text -> text.replace("\"BACKFILL\"]", "\"BACKFILL\",\"REPAIR\"]")
                        .replace(
                                "{\"name\":\"support_size\"",
                                "{\"name\":\"norm\",\"type\":\"float\",\"default\":0},{\"name\":\"support_size\""));
        int newerId = stack.registry.register(embeddings, newer);
        GenericRecord record = new GenericData.Record(newer);
        record.put("entity_id", "m1");
        record.put("embedding", List.of(1f));
        record.put("model_name", "m");
        record.put("model_version", 1L);
        record.put("as_of", 5L);
        record.put("norm", 1f);
        record.put("support_size", 0);
        record.put("reason", new GenericData.EnumSymbol(newer.getField("reason").schema(), "REPAIR"));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ByteBuffer.allocate(5).put((byte) 0).putInt(newerId).array());
        write(newer, record, out);

        MetaEmbedding read = new RecordDecoder<>(MetaEmbedding.class, stack.registry).decode(out.toByteArray());
        assertThat(read.getReason()).isEqualTo(RefreshReason.UNKNOWN);
        assertThat(read.getEntityId()).isEqualTo("m1");

        Schema withoutId = changed(
                MetaEmbedding.getClassSchema(),
                text -> text.replaceFirst("\\{\"name\":\"entity_id\",\"type\":\\{[^}]*}},", ""));
        assertThatThrownBy(() -> stack.registry.register(embeddings, withoutId))
                .isInstanceOf(IncompatibleSchemaException.class);
    }
}
