package io.metarefresh.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.interaction.Interaction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

/** The direct reading reads what Avro's own reader reads, and refuses what it refuses. */
class DirectReadingTest {
    private final byte[] interaction = bytes(TestingRecords.interaction("m"));
    private final byte[] profile = bytes(TestingRecords.profile("m"));

    private static <A extends SpecificRecord> byte[] bytes(A record) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            new SpecificDatumWriter<A>(record.getSchema(), SpecificData.getForClass(record.getClass()))
                    .write(record, EncoderFactory.get().directBinaryEncoder(out, null));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }

    /** The record and how much of the input it took, or null for a refusal. */
    private static <T> String read(ValueReader<T> reader, Function<T, ?> avro, byte[] bytes) {
        BoundedDecoder decoder = new BoundedDecoder(bytes, 0);
        try {
            return avro.apply(reader.read(decoder)) + " " + decoder.remaining();
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }

    private static <A extends SpecificRecord> ValueReader<A> byAvro(Class<A> type) {
        ValueForm<A> form = ValueForm.generated(type);
        return form.readers().apply(form.schema());
    }

    private static void assertReadAlikeOrRefusedAlike(byte[] bytes) {
        assertThat(read(DirectReading::interaction, InteractionMapping::avro, bytes))
                .as(HexFormat.of().formatHex(bytes))
                .isEqualTo(read(byAvro(InteractionEvent.class), Function.identity(), bytes));
        assertThat(read(DirectReading::profile, InteractionMapping::avro, bytes))
                .as(HexFormat.of().formatHex(bytes))
                .isEqualTo(read(byAvro(EntityProfile.class), Function.identity(), bytes));
    }

    @Test
    void whatWasWrittenIsReadWhole() {
        assertThat(read(DirectReading::interaction, InteractionMapping::avro, interaction))
                .isEqualTo(TestingRecords.interaction("m") + " 0");
        assertThat(read(DirectReading::profile, InteractionMapping::avro, profile))
                .isEqualTo(TestingRecords.profile("m") + " 0");
    }

    @Property(tries = 5000)
    void mutatedRecordsAreReadOrRefusedAlike(@ForAll Random random) {
        byte[] bytes = (random.nextBoolean() ? interaction : profile).clone();
        for (int i = random.nextInt(4); i > 0; i--) {
            bytes[random.nextInt(bytes.length)] =
                    random.nextBoolean() ? (byte) random.nextInt() : (byte) random.nextInt(5);
        }
        if (random.nextInt(4) == 0) {
            bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
        }
        assertReadAlikeOrRefusedAlike(bytes);
    }

    @Test
    void ofANameThatIsThereTwiceTheLastValueCounts() throws Exception {
        // e, version 0, m, i, time 0, label 0, weight 0; no dense; ids: "d" -> ["x"], "d" -> ["y"]
        byte[] twice = HexFormat.of()
                .parseHex("0265" + "00" + "026d" + "0269" + "00" + "00000000" + "00000000" + "00" + "04" + "0264"
                        + "020278" + "00" + "0264" + "020279" + "00" + "00");
        assertReadAlikeOrRefusedAlike(twice);
        assertThat(DirectReading.interaction(new BoundedDecoder(twice, 0))
                        .context()
                        .ids())
                .isEqualTo(Map.of("d", List.of("y")));
    }

    @Test
    void vectorsOfSeveralBlocksAreWhole() throws Exception {
        // e, version 0, m, i, time 0, label 0, weight 0; dense: one name of 1 + 2 floats (the second block sized); no
        // ids
        byte[] blocks = HexFormat.of()
                .parseHex("0265" + "00" + "026d" + "0269" + "00" + "00000000" + "00000000" + "02" + "0264" + "02"
                        + "0000803f" + "0310" + "00000040" + "00004040" + "00" + "00" + "00");
        Interaction read = DirectReading.interaction(new BoundedDecoder(blocks, 0));
        assertThat(read.context().dense()).containsOnlyKeys("d");
        assertThat(read.context().dense().get("d")).containsExactly(1f, 2f, 3f);
    }
}
