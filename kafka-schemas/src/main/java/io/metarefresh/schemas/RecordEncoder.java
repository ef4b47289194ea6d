package io.metarefresh.schemas;

import io.metarefresh.interaction.Interaction;
import io.metarefresh.interaction.Profile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Function;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;

/**
 * Records to bytes in the Confluent wire format. The same record always gives the same bytes where its maps iterate in the same
 * order. Safe to use from many threads.
 *
 * @param <T> what is written as a record
 */
public final class RecordEncoder<T> {
    private static final int FIRST_BUFFER_BYTES = 512;

    private final byte[] header;
    private final Function<T, ?> mapping;
    private final SpecificDatumWriter<Object> writer;

    /**
     * @param schemaId under which the registry knows the class's schema, see {@link SchemaRegistry#register}
     * @param type a class generated from one of our schemas
     */
    public RecordEncoder(int schemaId, Class<T> type) {
        this(schemaId, type, Function.identity());
    }

    private RecordEncoder(int schemaId, Class<?> type, Function<T, ?> mapping) {
        SpecificData data = TrustedRecords.dataOf(type);
        this.header = WireFormat.header(schemaId);
        this.mapping = mapping;
        this.writer = new SpecificDatumWriter<>(data.getSchema(type), data);
    }

    /** @param schemaId of {@link InteractionEvent} */
    public static RecordEncoder<Interaction> ofInteractions(int schemaId) {
        return new RecordEncoder<>(schemaId, InteractionEvent.class, InteractionMapping::avro);
    }

    /** @param schemaId of {@link EntityProfile} */
    public static RecordEncoder<Profile> ofProfiles(int schemaId) {
        return new RecordEncoder<>(schemaId, EntityProfile.class, InteractionMapping::avro);
    }

    /** @throws RuntimeException from Avro when a field without default is not set: a fault of the caller */
    public byte[] encode(T record) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(FIRST_BUFFER_BYTES);
        out.writeBytes(header);
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        try {
            writer.write(mapping.apply(record), encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
