package io.metarefresh.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.junit.jupiter.api.Test;

/** The direct reader reads what Avro's own reads, and refuses what it refuses. */
class InteractionEventReaderTest {
    private static final SpecificData DATA = TrustedRecords.dataOf(InteractionEvent.class);
    private static final Schema SCHEMA = InteractionEvent.getClassSchema();

    private final byte[] valid = bytes(TestingRecords.interaction("m"));

    private static byte[] bytes(InteractionEvent event) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            new SpecificDatumWriter<InteractionEvent>(SCHEMA, DATA)
                    .write(event, EncoderFactory.get().directBinaryEncoder(out, null));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }

    /** The record and how much of the input it took, or null for a refusal. */
    private static String read(DatumReader<InteractionEvent> reader, byte[] bytes) {
        BoundedDecoder decoder = new BoundedDecoder(bytes, 0);
        try {
            InteractionEvent event = reader.read(null, decoder);
            return event + " " + decoder.remaining();
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }

    @Property(tries = 5000)
    void mutatedRecordsAreReadOrRefusedAlike(@ForAll Random random) {
        byte[] bytes = valid.clone();
        for (int i = random.nextInt(4); i > 0; i--) {
            bytes[random.nextInt(bytes.length)] =
                    random.nextBoolean() ? (byte) random.nextInt() : (byte) random.nextInt(5);
        }
        if (random.nextInt(4) == 0) {
            bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
        }
        String byAvro = read(new SpecificDatumReader<>(SCHEMA, SCHEMA, DATA), bytes);
        assertThat(read(new InteractionEventReader(), bytes))
                .as(HexFormat.of().formatHex(bytes))
                .isEqualTo(byAvro);
    }

    @Test
    void vectorsOfSeveralBlocksAreWhole() throws Exception {
        // e, version 0, m, i, time 0, label 0, weight 0; dense: one name of 1 + 2 floats (the second block sized); no
        // ids
        byte[] blocks = HexFormat.of()
                .parseHex("0265" + "00" + "026d" + "0269" + "00" + "00000000" + "00000000" + "02" + "0264" + "02"
                        + "0000803f" + "0310" + "00000040" + "00004040" + "00" + "00" + "00");
        InteractionEvent event = new InteractionEventReader().read(null, new BoundedDecoder(blocks, 0));
        assertThat(event.getContext().getDense()).isEqualTo(Map.of("d", List.of(1f, 2f, 3f)));
    }
}
