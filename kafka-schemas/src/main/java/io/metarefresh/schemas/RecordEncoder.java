package io.metarefresh.schemas;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/**
 * Records to bytes in the Confluent wire format. The same record always gives the same bytes where its maps iterate in the same
 * order. Safe to use from many threads.
 *
 * @param <T> a class generated from one of our schemas
 */
public final class RecordEncoder<T extends SpecificRecord> {
    private static final int FIRST_BUFFER_BYTES = 512;

    private final byte[] header;
    private final SpecificDatumWriter<T> writer;

    /** @param schemaId under which the registry knows the class's schema, see {@link SchemaRegistry#register} */
    public RecordEncoder(int schemaId, Class<T> type) {
        SpecificData data = SpecificData.getForClass(type);
        Schema schema = data.getSchema(type);
        this.header = WireFormat.header(schemaId);
        this.writer = new SpecificDatumWriter<>(schema, data);
    }

    /** @throws RuntimeException from Avro when a field without default is not set: a fault of the caller */
    public byte[] encode(T record) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(FIRST_BUFFER_BYTES);
        out.writeBytes(header);
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        try {
            writer.write(record, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
