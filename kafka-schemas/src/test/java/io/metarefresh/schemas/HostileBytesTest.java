package io.metarefresh.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.Test;

/** Bytes made to hurt: lengths that promise gigabytes, nesting without end. */
class HostileBytesTest {
    private static final int MEMORY_BOUND = 16 << 20;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final TestingSchemaRegistry registry = new TestingSchemaRegistry();
    private final int id = registry.register("any", InteractionEvent.getClassSchema());
    private final RecordDecoder<InteractionEvent> byAvro = new RecordDecoder<>(InteractionEvent.class, registry);
    private final RecordDecoder<Interaction> direct = RecordDecoder.ofInteractions(registry);

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
        byte[] bytes = concat(WireFormat.header(registry.register("any", writer)), deep);
        assertThatThrownBy(() -> byAvro.decode(bytes)).isInstanceOf(BadRecordException.class);
        assertThatThrownBy(() -> direct.decode(bytes)).isInstanceOf(BadRecordException.class);
    }

    /** An array of n blocks that is copied for each of them costs n²: minutes for a record that is not too large. */
    @Test
    void listsOfManySmallBlocksCostWhatTheyHold() throws Exception {
        int blocks = 20_000;
        byte[] upToContext = new byte[13];
        byte[] nameOfOne = {2, 0};
        byte[] none = {0};
        byte[] ids = repeated(new byte[] {2, 0}, blocks);
        assertThat(decodedCheaply(concat(upToContext, none, nameOfOne, ids, none, none))
                        .ids())
                .containsOnlyKeys("")
                .hasEntrySatisfying("", list -> assertThat(list).hasSize(blocks).containsOnly(""));
        byte[] floats = repeated(new byte[] {2, 0, 0, (byte) 0x80, 0x3f}, blocks);
        assertThat(decodedCheaply(concat(upToContext, nameOfOne, floats, none, none, none))
                        .dense())
                .containsOnlyKeys("")
                .hasEntrySatisfying("", list -> assertThat(list).hasSize(blocks).containsOnly(1f));
    }

    private Features decodedCheaply(byte[] body) throws BadRecordException {
        byte[] bytes = concat(WireFormat.header(id), body);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        byAvro.decode(bytes);
        long between = THREADS.getCurrentThreadAllocatedBytes();
        Features decoded = direct.decode(bytes).context();
        assertThat(between - before).isLessThan(MEMORY_BOUND);
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - between).isLessThan(MEMORY_BOUND);
        return decoded;
    }

    private void refusedCheaply(byte[] body) {
        byte[] bytes = concat(WireFormat.header(id), body);
        refusedCheaply(byAvro, bytes);
        refusedCheaply(direct, bytes);
    }

    private static void refusedCheaply(RecordDecoder<?> decoder, byte[] bytes) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        assertThatThrownBy(() -> decoder.decode(bytes)).isInstanceOf(BadRecordException.class);
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(MEMORY_BOUND);
    }

    private static byte[] repeated(byte[] part, int times) {
        byte[] all = new byte[part.length * times];
        for (int at = 0; at < all.length; at += part.length) {
            System.arraycopy(part, 0, all, at, part.length);
        }
        return all;
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
