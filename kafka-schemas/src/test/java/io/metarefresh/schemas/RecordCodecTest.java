package io.metarefresh.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.metarefresh.interaction.Interaction;
import io.metarefresh.schemas.BadRecordException.Cause;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class RecordCodecTest {
    private final TestingSchemaRegistry registry = new TestingSchemaRegistry();

    @Test
    void everyRecordComesBackAsItWas() throws Exception {
        assertRoundTrip(TestingRecords.interaction("mémber"), InteractionEvent.class);
        assertRoundTrip(TestingRecords.embedding("m"), MetaEmbedding.class);
        assertRoundTrip(TestingRecords.profile("m"), EntityProfile.class);
        assertRoundTrip(TestingRecords.activation(), SnapshotActivation.class);
    }

    private <T extends SpecificRecord> void assertRoundTrip(T record, Class<T> type) throws Exception {
        int id = registry.register("any", record.getSchema());
        byte[] bytes = new RecordEncoder<>(id, type).encode(record);
        assertThat(new RecordDecoder<>(type, registry).decode(bytes)).isEqualTo(record);
    }

    @Test
    void headerIsAZeroByteAndTheIdBigEndian() {
        byte[] bytes = new RecordEncoder<>(0x01020304, InteractionEvent.class).encode(TestingRecords.interaction("m"));
        assertThat(Arrays.copyOf(bytes, 5)).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void aBadRecordLeavesTheNextOneReadable() throws Exception {
        int id = registry.register("any", InteractionEvent.getClassSchema());
        byte[] valid = new RecordEncoder<>(id, InteractionEvent.class).encode(TestingRecords.interaction("m"));
        RecordDecoder<Interaction> direct = RecordDecoder.ofInteractions(registry);
        assertBadRecordsLeaveTheNextOneReadable(new RecordDecoder<>(InteractionEvent.class, registry)::decode, valid);
        assertBadRecordsLeaveTheNextOneReadable(bytes -> InteractionMapping.avro(direct.decode(bytes)), valid);
    }

    private interface Decoding {
        InteractionEvent decode(byte[] bytes) throws BadRecordException;
    }

    private static void assertBadRecordsLeaveTheNextOneReadable(Decoding decoding, byte[] valid) throws Exception {
        for (int length = 0; length < valid.length; length++) {
            byte[] cut = Arrays.copyOf(valid, length);
            assertThat(decoding.decode(valid)).isEqualTo(TestingRecords.interaction("m"));
            assertThatThrownBy(() -> decoding.decode(cut)).isInstanceOf(BadRecordException.class);
            assertThat(decoding.decode(valid)).isEqualTo(TestingRecords.interaction("m"));
        }
    }

    @Test
    void everyFaultHasItsCause() {
        int id = registry.register("any", InteractionEvent.getClassSchema());
        int other = registry.register("any", MetaEmbedding.getClassSchema());
        byte[] valid = new RecordEncoder<>(id, InteractionEvent.class).encode(TestingRecords.interaction("m"));

        assertThat(fault(null)).isEqualTo(Cause.NULL_VALUE);
        assertThat(fault(new byte[4])).isEqualTo(Cause.TOO_SHORT);
        assertThat(fault("garbage".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .isEqualTo(Cause.BAD_MAGIC);
        assertThat(fault(WireFormat.header(999))).isEqualTo(Cause.UNKNOWN_SCHEMA);
        assertThat(fault(new RecordEncoder<>(other, MetaEmbedding.class).encode(TestingRecords.embedding("m"))))
                .isEqualTo(Cause.WRONG_SCHEMA);
        assertThat(fault(Arrays.copyOf(valid, valid.length - 1))).isEqualTo(Cause.MALFORMED_AVRO);
        assertThat(fault(Arrays.copyOf(valid, valid.length + 1))).isEqualTo(Cause.TRAILING_BYTES);
    }

    private Cause fault(byte[] bytes) {
        return refused(bytes).reason();
    }

    private String message(byte[] bytes) {
        return refused(bytes).getMessage();
    }

    private BadRecordException refused(byte[] bytes) {
        RecordDecoder<InteractionEvent> byAvro = new RecordDecoder<>(InteractionEvent.class, registry);
        RecordDecoder<Interaction> direct = RecordDecoder.ofInteractions(registry);
        BadRecordException refused = catchThrowableOfType(() -> byAvro.decode(bytes), BadRecordException.class);
        assertThatThrownBy(() -> direct.decode(bytes))
                .isInstanceOfSatisfying(
                        BadRecordException.class, e -> assertThat(e.reason()).isEqualTo(refused.reason()))
                .hasMessage(refused.getMessage());
        return refused;
    }

    @Test
    void aSchemaOfTheSameNameThatCannotBeReadIsTheWrongSchema() {
        Schema foreign = SchemaBuilder.record("io.metarefresh.schemas.InteractionEvent")
                .fields()
                .requiredInt("event_id")
                .endRecord();
        int id = registry.register("any", foreign);
        assertThat(fault(WireFormat.header(id))).isEqualTo(Cause.WRONG_SCHEMA);
    }

    @Test
    void whatIsWrongWithASchemaIsOneShortLine() {
        SchemaBuilder.FieldAssembler<Schema> fields =
                SchemaBuilder.record("io.metarefresh.schemas.InteractionEvent").fields();
        for (Schema.Field field : InteractionEvent.getClassSchema().getFields()) {
            fields = fields.name(field.name()).type().nullType().noDefault();
        }
        for (int i = 0; i < 1000; i++) {
            fields = fields.requiredInt("field_that_nobody_knows_" + i);
        }
        int foreign = registry.register("any", fields.endRecord());
        assertThat(message(WireFormat.header(foreign)))
                .contains("schema id " + foreign, "TYPE_MISMATCH at /fields/0/type: ", "at /fields/1/type")
                .doesNotContain("field_that_nobody_knows")
                .hasSizeLessThan(600);
        int named = registry.register(
                "any", SchemaBuilder.record("n".repeat(100_000)).fields().endRecord());
        assertThat(message(WireFormat.header(named))).hasSizeLessThan(600);
    }

    @Test
    void aMessageIsOneLineWhateverItNames() {
        assertThat(new BadRecordException(Cause.MALFORMED_AVRO, "one\nERROR two\u2028three\u0085four"))
                .hasMessage("one ERROR two three four");
    }

    @Test
    void olderAndNewerWritersAreRead() throws Exception {
        // Written before event_version, weight and context existed, and with a field that we do not know.
        Schema writer = SchemaBuilder.record("io.metarefresh.schemas.InteractionEvent")
                .fields()
                .requiredString("event_id")
                .name("extra")
                .type()
                .array()
                .items()
                .map()
                .values()
                .stringType()
                .noDefault()
                .requiredString("member_id")
                .requiredString("item_id")
                .requiredLong("event_time")
                .requiredFloat("label")
                .endRecord();
        GenericRecord old = new GenericData.Record(writer);
        old.put("event_id", "e");
        old.put("extra", List.of(Map.of("k", "v"), Map.of()));
        old.put("member_id", "m");
        old.put("item_id", "i");
        old.put("event_time", 12L);
        old.put("label", 1f);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(WireFormat.header(registry.register("any", writer)));
        // Blocking writes each array's and map's size, the other form of blocks.
        for (var encoder : List.of(
                EncoderFactory.get().blockingBinaryEncoder(out, null),
                EncoderFactory.get().binaryEncoder(out, null))) {
            out.reset();
            out.writeBytes(WireFormat.header(1));
            new GenericDatumWriter<GenericRecord>(writer).write(old, encoder);
            encoder.flush();
            InteractionEvent event = new RecordDecoder<>(InteractionEvent.class, registry).decode(out.toByteArray());
            assertThat(event.getEventId()).isEqualTo("e");
            assertThat(event.getEventVersion()).isZero();
            assertThat(event.getWeight()).isEqualTo(1f);
            assertThat(event.getContext()).isEqualTo(new Features(Map.of(), Map.of()));
            assertThat(InteractionMapping.avro(
                            RecordDecoder.ofInteractions(registry).decode(out.toByteArray())))
                    .isEqualTo(event);
        }
    }

    @Test
    void aReasonThatIsNewerThanWeAreIsUnknown() throws Exception {
        Schema newer = new Schema.Parser()
                .parse(MetaEmbedding.getClassSchema().toString().replace("\"BACKFILL\"]", "\"BACKFILL\",\"WHIM\"]"));
        GenericRecord record = new GenericData.Record(newer);
        MetaEmbedding.getClassSchema().getFields().forEach(f -> record.put(f.pos(), plain(f.name())));
        record.put("reason", new GenericData.EnumSymbol(newer.getField("reason").schema(), "WHIM"));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(WireFormat.header(registry.register("any", newer)));
        var encoder = EncoderFactory.get().binaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(newer).write(record, encoder);
        encoder.flush();

        MetaEmbedding read = new RecordDecoder<>(MetaEmbedding.class, registry).decode(out.toByteArray());

        assertThat(read.getReason()).isEqualTo(RefreshReason.UNKNOWN);
    }

    private static Object plain(String field) {
        return switch (field) {
            case "embedding" -> List.of(1f);
            case "model_version", "as_of" -> 1L;
            case "support_size" -> 1;
            case "support_loss_before", "support_loss_after" -> null;
            default -> "x";
        };
    }

    @Test
    void idsThatAreNotUtf8AreMalformedBecauseTheyWouldCollide() {
        int id = registry.register("any", InteractionEvent.getClassSchema());
        byte[] bytes = new RecordEncoder<>(id, InteractionEvent.class).encode(TestingRecords.interaction("m"));
        bytes[WireFormat.HEADER_BYTES + 1] = (byte) 0xff;
        assertThat(fault(bytes)).isEqualTo(Cause.MALFORMED_AVRO);
    }

    @Test
    void aRegistryThatIsAwayIsNotBadData() throws Exception {
        int id = registry.register("any", InteractionEvent.getClassSchema());
        RecordDecoder<Interaction> decoder = RecordDecoder.ofInteractions(registry);
        byte[] valid = new RecordEncoder<>(id, InteractionEvent.class).encode(TestingRecords.interaction("m"));
        registry.away = true;
        assertThatThrownBy(() -> decoder.decode(valid)).isInstanceOf(RegistryUnavailableException.class);
        registry.away = false;
        decoder.decode(valid);
        registry.away = true;
        assertThat(decoder.decode(valid).memberId()).isEqualTo("m");
    }
}
