package io.metarefresh.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.avro.AvroSchema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.avro.AvroSchemaUtils;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import org.apache.flink.avro.shaded.org.apache.avro.generic.GenericDatumReader;
import org.apache.flink.avro.shaded.org.apache.avro.generic.GenericRecord;
import org.apache.flink.avro.shaded.org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.api.Test;

/**
 * Our bytes against Confluent's own registry client and the Avro that came with it: what we write they read, and what they write
 * of it again is the same bytes. The serializer itself is not in that jar; a test below holds its layout as fixed bytes.
 */
class WireFormatOracleTest {
    private final MockSchemaRegistryClient confluent = new MockSchemaRegistryClient();
    private final TestingSchemaRegistry ours = new TestingSchemaRegistry();

    @Test
    void confluentReadsOurRecordsAndWritesTheSameBytes() throws Exception {
        assertSameBytes("interactions-value", TestingRecords.interaction("m"), InteractionEvent.class);
        assertSameBytes("meta-embeddings-value", TestingRecords.embedding("m"), MetaEmbedding.class);
        assertSameBytes("member-profiles-value", TestingRecords.profile("m"), EntityProfile.class);
        assertSameBytes("model-snapshots-value", TestingRecords.activation(), SnapshotActivation.class);
    }

    private <T extends SpecificRecord> void assertSameBytes(String subject, T record, Class<T> type) throws Exception {
        int id = confluent.register(subject, new AvroSchema(record.getSchema().toString()));
        byte[] bytes = new RecordEncoder<>(id, type).encode(record);

        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        assertThat(in.readByte()).isZero();
        AvroSchema writer = (AvroSchema) confluent.getSchemaById(in.readInt());
        byte[] body = in.readAllBytes();
        GenericRecord read = new GenericDatumReader<GenericRecord>(writer.rawSchema())
                .read(null, DecoderFactory.get().binaryDecoder(body, null));
        assertThat(read.toString()).isNotEmpty();

        ByteArrayOutputStream out = new ByteArrayOutputStream();
        var encoder = org.apache.flink.avro.shaded.org.apache.avro.io.EncoderFactory.get()
                .directBinaryEncoder(out, null);
        new org.apache.flink.avro.shaded.org.apache.avro.generic.GenericDatumWriter<GenericRecord>(writer.rawSchema())
                .write(read, encoder);
        encoder.flush();
        assertThat(out.toByteArray()).isEqualTo(body);
        assertThat(AvroSchemaUtils.toJson(read)).isNotEmpty();
    }

    @Test
    void theLayoutIsFixed() throws Exception {
        MetaEmbedding embedding = TestingRecords.embedding("ab");
        embedding.setEmbedding(List.of(1f));
        byte[] bytes = new RecordEncoder<>(ours.register("any", MetaEmbedding.getClassSchema()), MetaEmbedding.class)
                .encode(embedding);
        // magic, id 1; "ab"; one block of one float 1.0 and the end; "m"; 3; 1700000000123; 7; [1] 0.7f; [0];
        // INTERACTION
        assertThat(bytes)
                .containsExactly(
                        0, 0, 0, 0, 1, 4, 'a', 'b', 2, 0, 0, 0x80, 0x3f, 0, 2, 'm', 6, 0xf6, 0xa1, 0xab, 0xfe, 0xf9,
                        0x62, 14, 2, 0x33, 0x33, 0x33, 0x3f, 0, 2);
    }
}
