package io.metarefresh.cli.deadletters;

import io.metarefresh.schemas.BadRecordException;
import io.metarefresh.schemas.EntityProfile;
import io.metarefresh.schemas.InteractionEvent;
import io.metarefresh.schemas.RecordDecoder;
import io.metarefresh.schemas.RecordEncoder;
import io.metarefresh.schemas.SchemaRegistry;
import io.metarefresh.schemas.Subjects;
import io.metarefresh.schemas.TopicNames;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.io.JsonEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/** Values of dead letters as Avro's JSON, and back. */
public final class DeadLetterValues {
    private final TopicNames topics;
    private final SchemaRegistry registry;
    private final RecordDecoder<InteractionEvent> interactions;
    private final RecordDecoder<EntityProfile> profiles;

    public DeadLetterValues(TopicNames topics, SchemaRegistry registry) {
        this.topics = topics;
        this.registry = registry;
        this.interactions = new RecordDecoder<>(InteractionEvent.class, registry);
        this.profiles = new RecordDecoder<>(EntityProfile.class, registry);
    }

    /** The value cannot be shown, or the text is no value; the message is one line. */
    public static final class UnreadableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnreadableException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** One line of JSON. */
    public String json(DeadLetter letter) throws UnreadableException {
        String topic = letter.coordinates().topic();
        try {
            if (topic.equals(topics.interactions())) {
                return write(InteractionEvent.class, interactions.decode(letter.value()));
            }
            if (topic.equals(topics.memberProfiles())) {
                return write(EntityProfile.class, profiles.decode(letter.value()));
            }
        } catch (BadRecordException e) {
            throw new UnreadableException(e.getMessage(), e);
        }
        throw new UnreadableException("nothing is known of topic '" + topic + "'", null);
    }

    private static <T extends SpecificRecord> String write(Class<T> type, T record) {
        SpecificData data = SpecificData.getForClass(type);
        Schema schema = data.getSchema(type);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            JsonEncoder encoder = EncoderFactory.get().jsonEncoder(schema, out, false);
            new SpecificDatumWriter<T>(schema, data).write(record, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    /**
     * The reverse of {@link #json}: bytes in the wire format, under this build's schema.
     *
     * @param topic where the letter was refused
     */
    public byte[] bytes(String topic, String json) throws UnreadableException {
        if (topic.equals(topics.interactions())) {
            return encode(InteractionEvent.class, Subjects.interactions(topic), json);
        }
        if (topic.equals(topics.memberProfiles())) {
            return encode(EntityProfile.class, Subjects.memberProfiles(topic), json);
        }
        throw new UnreadableException("nothing is known of topic '" + topic + "'", null);
    }

    private <T extends SpecificRecord> byte[] encode(Class<T> type, Subjects.Subject subject, String json)
            throws UnreadableException {
        int schemaId = registry.idOf(subject.name(), subject.schema())
                .orElseThrow(() -> new UnreadableException(
                        "subject '" + subject.name() + "' has no schema of this build, register it first", null));
        SpecificData data = SpecificData.getForClass(type);
        Schema schema = data.getSchema(type);
        try {
            T record = new SpecificDatumReader<T>(schema, schema, data)
                    .read(null, DecoderFactory.get().jsonDecoder(schema, json));
            return new RecordEncoder<>(schemaId, type).encode(record);
        } catch (IOException | AvroRuntimeException | ClassCastException e) {
            throw new UnreadableException("no " + schema.getName() + " in Avro's JSON: " + e.getMessage(), e);
        }
    }
}
