package io.metarefresh.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.interaction.Interaction;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/** Any bytes either decode or are a {@link BadRecordException}; nothing else is thrown, and memory stays in proportion. */
class HostileBytesFuzzTest {
    private final TestingSchemaRegistry registry = new TestingSchemaRegistry();
    private final int id = registry.register("any", InteractionEvent.getClassSchema());
    private final RecordDecoder<InteractionEvent> byAvro = new RecordDecoder<>(InteractionEvent.class, registry);
    private final RecordDecoder<Interaction> direct = RecordDecoder.ofInteractions(registry);
    private final byte[] valid =
            new RecordEncoder<>(id, InteractionEvent.class).encode(TestingRecords.interaction("m"));

    @Property(tries = 5000)
    void randomBytes(@ForAll @Size(max = 200) byte[] body, @ForAll boolean withHeader) {
        decodeOrRefuse(withHeader ? concat(WireFormat.header(id), body) : body);
    }

    @Property(tries = 5000)
    void mutatedRecords(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] bytes = valid.clone();
        for (int i = 0; i <= random.nextInt(4); i++) {
            bytes[5 + random.nextInt(bytes.length - 5)] = switch (random.nextInt(3)) {
                case 0 -> (byte) random.nextInt();
                case 1 -> (byte) 0xff;
                default -> (byte) 0x01;
            };
        }
        int from = random.nextInt(bytes.length);
        decodeOrRefuse(
                random.nextBoolean()
                        ? bytes
                        : concat(Arrays.copyOf(bytes, from), Arrays.copyOfRange(bytes, from / 2, bytes.length)));
        // And the decoder is none the worse for it.
        assertThat(decode(byAvro, valid)).isEqualTo(TestingRecords.interaction("m"));
        assertThat(InteractionMapping.avro(decode(direct, valid))).isEqualTo(TestingRecords.interaction("m"));
    }

    private void decodeOrRefuse(byte[] bytes) {
        decode(byAvro, bytes);
        decode(direct, bytes);
    }

    private static <T> T decode(RecordDecoder<T> decoder, byte[] bytes) {
        try {
            return decoder.decode(bytes);
        } catch (BadRecordException e) {
            assertThat(e.getMessage()).isNotBlank();
            return null;
        }
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List.of(parts).forEach(out::writeBytes);
        return out.toByteArray();
    }
}
