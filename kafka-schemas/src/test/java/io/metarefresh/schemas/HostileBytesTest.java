package io.metarefresh.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.Test;

/** Any bytes either decode or are a {@link BadRecordException}; nothing else is thrown, and memory stays in proportion. */
class HostileBytesTest {
    private static final int MEMORY_BOUND = 16 << 20;

    private final TestingSchemaRegistry registry = new TestingSchemaRegistry();
    private final int id = registry.register("any", InteractionEvent.getClassSchema());
    private final RecordDecoder<InteractionEvent> decoder = new RecordDecoder<>(InteractionEvent.class, registry);
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
        assertThat(decode(valid)).isEqualTo(TestingRecords.interaction("m"));
    }

    @Test
    void lengthsThatTheBytesCannotHoldAllocateNothing() {
        // event_id, member_id and item_id empty, time, label, weight zero; then the context's first map.
        byte[] upToContext = new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
        for (long length :
                new long[] {Integer.MAX_VALUE - 8, Integer.MAX_VALUE, Long.MAX_VALUE, Long.MIN_VALUE, -1, -1000}) {
            byte[] number = zigzag(length);
            refusedCheaply(number);
            refusedCheaply(concat(upToContext, number));
            refusedCheaply(concat(upToContext, new byte[] {2, 0}, number));
            refusedCheaply(concat(upToContext, number, zigzag(10), new byte[10]));
        }
    }

    @Test
    void nestingInAFieldThatIsSkippedIsNotTheEndOfTheStack() {
        Schema node = new Schema.Parser()
                .parse(
                        """
                {"type":"record","name":"Node","fields":[{"name":"next","type":["null","Node"]}]}""");
        Schema writer = SchemaBuilder.record("io.metarefresh.schemas.InteractionEvent")
                .fields()
                .name("extra")
                .type(node)
                .noDefault()
                .requiredString("event_id")
                .requiredString("member_id")
                .requiredString("item_id")
                .requiredLong("event_time")
                .requiredFloat("label")
                .endRecord();
        byte[] deep = new byte[2_000_000];
        Arrays.fill(deep, (byte) 2);
        decodeOrRefuse(concat(WireFormat.header(registry.register("any", writer)), deep));
    }

    private void refusedCheaply(byte[] body) {
        byte[] bytes = concat(WireFormat.header(id), body);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        assertThatThrownBy(() -> decoder.decode(bytes)).isInstanceOf(BadRecordException.class);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(MEMORY_BOUND);
    }

    private void decodeOrRefuse(byte[] bytes) {
        decode(bytes);
    }

    private InteractionEvent decode(byte[] bytes) {
        try {
            return decoder.decode(bytes);
        } catch (BadRecordException e) {
            assertThat(e.getMessage()).isNotBlank();
            return null;
        }
    }

    private static byte[] zigzag(long value) {
        long bits = (value << 1) ^ (value >> 63);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        while ((bits & ~0x7fL) != 0) {
            out.write((int) (bits & 0x7f | 0x80));
            bits >>>= 7;
        }
        out.write((int) bits);
        return out.toByteArray();
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List.of(parts).forEach(out::writeBytes);
        return out.toByteArray();
    }
}
