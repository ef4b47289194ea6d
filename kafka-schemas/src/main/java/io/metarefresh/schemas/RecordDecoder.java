package io.metarefresh.schemas;

import io.metarefresh.interaction.Interaction;
import io.metarefresh.interaction.Profile;
import io.metarefresh.schemas.BadRecordException.Cause;
import io.metarefresh.text.ErrorMessage;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.Incompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;

/**
 * Bytes in the Confluent wire format to records: the writer's schema is looked up by id and resolved against ours as Avro prescribes
 * (unknown fields dropped, missing ones defaulted).
 *
 * <p>Safe on any bytes: whatever is wrong with them is a {@link BadRecordException}, memory stays in proportion to the input,
 * and a bad record leaves nothing behind that the next one could meet. Safe to use from many threads.
 *
 * @param <T> what a record becomes
 */
public final class RecordDecoder<T> {
    private final SchemaRegistry registry;
    private final ValueForm<T> form;
    private final Map<Integer, ValueReader<T>> readers = new ConcurrentHashMap<>();

    /** @param type a class generated from one of our schemas */
    public RecordDecoder(Class<T> type, SchemaRegistry registry) {
        this(ValueForm.generated(type), registry);
    }

    RecordDecoder(ValueForm<T> form, SchemaRegistry registry) {
        this.registry = registry;
        this.form = form;
    }

    /** Reads values of {@link InteractionEvent}. */
    public static RecordDecoder<Interaction> ofInteractions(SchemaRegistry registry) {
        return new RecordDecoder<>(
                ValueForm.mapped(InteractionEvent.class, DirectReading::interaction, InteractionMapping::interaction),
                registry);
    }

    /** Reads values of {@link EntityProfile}. */
    public static RecordDecoder<Profile> ofProfiles(SchemaRegistry registry) {
        return new RecordDecoder<>(
                ValueForm.mapped(EntityProfile.class, DirectReading::profile, InteractionMapping::profile), registry);
    }

    /**
     * Decodes one record.
     *
     * @param bytes a Kafka record's value; null is a bad record too: tombstones are the caller's to tell apart
     * @throws BadRecordException when the bytes are not a record of our schema; its cause says why
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
                    decoder.remaining() + " bytes follow the record of "
                            + form.schema().getFullName() + " (schema id " + id + ")");
        }
        return record;
    }

    private T read(int id, BoundedDecoder decoder) throws BadRecordException {
        ValueReader<T> reader = readers.get(id);
        if (reader == null) {
            reader = newReader(id);
            readers.put(id, reader);
        }
        try {
            return reader.read(decoder);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            // Avro's reader may keep a parser. One that stopped in the middle of a record must not read the next.
            readers.remove(id, reader);
            throw new BadRecordException(
                    Cause.MALFORMED_AVRO,
                    "not a record of " + form.schema().getFullName() + " (schema id " + id + "): " + reason(e));
        }
    }

    private static String reason(Throwable e) {
        if (e instanceof StackOverflowError) {
            return "nested too deeply";
        }
        return ErrorMessage.of(e);
    }

    private ValueReader<T> newReader(int id) throws BadRecordException {
        Schema readerSchema = form.schema();
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
        return form.readers().apply(writerSchema);
    }

    /** Without the schemas, which the incompatibilities hold whole. */
    private static String described(List<Incompatibility> incompatibilities) {
        return incompatibilities.stream()
                .map(i -> i.getType() + " at " + i.getLocation() + ": " + i.getMessage())
                .collect(Collectors.joining("; "));
    }

    private Schema writerSchema(int id) throws BadRecordException {
        try {
            return registry.schemaById(id);
        } catch (UnknownSchemaException e) {
            throw new BadRecordException(Cause.UNKNOWN_SCHEMA, e.getMessage());
        }
    }
}
