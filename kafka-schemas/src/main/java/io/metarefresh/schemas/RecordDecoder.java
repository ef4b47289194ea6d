package io.metarefresh.schemas;

import io.metarefresh.schemas.BadRecordException.Cause;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.Incompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.DatumReader;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;

/**
 * Bytes in the Confluent wire format to records: the writer's schema is looked up by id and resolved against the class's own
 * schema as Avro prescribes (unknown fields dropped, missing ones defaulted).
 *
 * <p>Safe on any bytes: whatever is wrong with them is a {@link BadRecordException}, memory stays in proportion to the input,
 * and a bad record leaves nothing behind that the next one could meet. Safe to use from many threads.
 *
 * @param <T> a class generated from one of our schemas
 */
public final class RecordDecoder<T extends SpecificRecord> {
    private final SchemaRegistry registry;
    private final SpecificData data;
    private final Schema readerSchema;
    private final boolean isInteraction;
    private final Map<Integer, DatumReader<T>> readers = new ConcurrentHashMap<>();

    public RecordDecoder(Class<T> type, SchemaRegistry registry) {
        this.registry = registry;
        this.data = TrustedRecords.dataOf(type);
        this.readerSchema = data.getSchema(type);
        this.isInteraction = type == InteractionEvent.class;
    }

    /**
     * Decodes one record.
     *
     * @param bytes a Kafka record's value; null is a bad record too: tombstones are the caller's to tell apart
     * @throws BadRecordException when the bytes are not a record of the class; its cause says why
     * @throws RegistryUnavailableException when the writer's schema is not known yet and the registry does not answer
     */
    public T decode(byte[] bytes) throws BadRecordException {
        if (bytes == null) {
            throw new BadRecordException(Cause.NULL_VALUE, "the value is null");
        }
        if (bytes.length < WireFormat.HEADER_BYTES) {
            throw new BadRecordException(
                    Cause.TOO_SHORT, bytes.length + " bytes, fewer than the header's " + WireFormat.HEADER_BYTES);
        }
        if (bytes[0] != WireFormat.MAGIC) {
            throw new BadRecordException(
                    Cause.BAD_MAGIC, String.format("first byte is 0x%02x, not 0x00", bytes[0] & 0xff));
        }
        int id = WireFormat.schemaId(bytes);
        BoundedDecoder decoder = new BoundedDecoder(bytes, WireFormat.HEADER_BYTES);
        T record = read(id, decoder);
        if (decoder.remaining() > 0) {
            throw new BadRecordException(
                    Cause.TRAILING_BYTES,
                    decoder.remaining() + " bytes follow the record of " + readerSchema.getFullName() + " (schema id "
                            + id + ")");
        }
        return record;
    }

    private T read(int id, BoundedDecoder decoder) throws BadRecordException {
        DatumReader<T> reader = readers.get(id);
        if (reader == null) {
            reader = newReader(id);
            readers.put(id, reader);
        }
        try {
            return reader.read(null, decoder);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            // Avro's reader may keep a parser: one that stopped in the middle of a record is not used again.
            readers.remove(id, reader);
            throw new BadRecordException(
                    Cause.MALFORMED_AVRO,
                    "not a record of " + readerSchema.getFullName() + " (schema id " + id + "): " + reason(e));
        }
    }

    private static String reason(Throwable e) {
        if (e instanceof StackOverflowError) {
            return "nested too deeply";
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private DatumReader<T> newReader(int id) throws BadRecordException {
        Schema writerSchema = writerSchema(id);
        if (!writerSchema.getFullName().equals(readerSchema.getFullName())) {
            throw new BadRecordException(
                    Cause.WRONG_SCHEMA,
                    "schema id " + id + " is " + writerSchema.getFullName() + ", not " + readerSchema.getFullName());
        }
        var compatibility = SchemaCompatibility.checkReaderWriterCompatibility(readerSchema, writerSchema);
        if (compatibility.getType() != SchemaCompatibilityType.COMPATIBLE) {
            throw new BadRecordException(
                    Cause.WRONG_SCHEMA,
                    "schema id " + id + " cannot be read as " + readerSchema.getFullName() + ": "
                            + described(compatibility.getResult().getIncompatibilities()));
        }
        if (isInteraction && hasOurEncoding(writerSchema)) {
            @SuppressWarnings("unchecked") // T is InteractionEvent
            DatumReader<T> direct = (DatumReader<T>) new InteractionEventReader();
            return direct;
        }
        return new SpecificDatumReader<>(writerSchema, readerSchema, data);
    }

    /** Without the schemas, which the incompatibilities hold whole. */
    private static String described(List<Incompatibility> incompatibilities) {
        return incompatibilities.stream()
                .map(i -> i.getType() + " at " + i.getLocation() + ": " + i.getMessage())
                .collect(Collectors.joining("; "));
    }

    /** Whether the schemas differ in nothing that shows in the bytes, such as documentation or defaults. */
    private boolean hasOurEncoding(Schema writerSchema) {
        return SchemaNormalization.toParsingForm(writerSchema).equals(SchemaNormalization.toParsingForm(readerSchema));
    }

    private Schema writerSchema(int id) throws BadRecordException {
        try {
            return registry.schemaById(id);
        } catch (UnknownSchemaException e) {
            throw new BadRecordException(Cause.UNKNOWN_SCHEMA, e.getMessage());
        }
    }
}
