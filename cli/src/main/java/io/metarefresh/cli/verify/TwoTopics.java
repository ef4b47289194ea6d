package io.metarefresh.cli.verify;

import com.google.common.hash.Hashing;
import io.metarefresh.cli.CommandException;
import io.metarefresh.cli.topic.RecordedTopic;
import io.metarefresh.client.ReplayedEmbeddings;
import io.metarefresh.schemas.SchemaRegistry;

/**
 * Two embedding topics at the end offsets recorded when they were opened. Where they hold more than memory does, they are read several
 * times, each time for another share of the members.
 */
public final class TwoTopics {
    /** A map entry, an id, an object and a vector of about 64 floats. */
    private static final long BYTES_PER_MEMBER = 600;

    private final RecordedTopic left;
    private final RecordedTopic right;
    private final SchemaRegistry registry;
    private long badRecords;

    public TwoTopics(RecordedTopic left, RecordedTopic right, SchemaRegistry registry) {
        this.left = left;
        this.right = right;
        this.registry = registry;
    }

    /** How many readings keep both sides within half of the heap, judged by the number of records. */
    public int passesNeeded() {
        long records = records(left) + records(right);
        return (int)
                Math.max(1, records * BYTES_PER_MEMBER / (Runtime.getRuntime().maxMemory() / 2) + 1);
    }

    private static long records(RecordedTopic topic) {
        return topic.ends().values().stream().mapToLong(Long::longValue).sum();
    }

    public void compare(int passes, Comparison comparison) throws CommandException {
        for (int pass = 0; pass < passes; pass++) {
            ReplayedEmbeddings leftHeld = read(left, pass, passes);
            ReplayedEmbeddings rightHeld = read(right, pass, passes);
            badRecords += leftHeld.badRecords() + rightHeld.badRecords();
            leftHeld.forEach((member, embedding) -> comparison.add(member, embedding, rightHeld.get(member)));
            rightHeld.forEach((member, embedding) -> {
                if (leftHeld.get(member) == null) {
                    comparison.add(member, null, embedding);
                }
            });
        }
    }

    private ReplayedEmbeddings read(RecordedTopic topic, int pass, int passes) throws CommandException {
        ReplayedEmbeddings held = new ReplayedEmbeddings(topic.topic(), registry);
        topic.read(record -> {
            if (pass == share(record.key(), passes)) {
                held.apply(record);
            }
            return true;
        });
        return held;
    }

    private static int share(byte[] key, int passes) {
        return key == null || passes == 1
                ? 0
                : Math.floorMod(Hashing.murmur3_32_fixed().hashBytes(key).asInt(), passes);
    }

    /** Records of both topics that a reader skips. */
    public long badRecords() {
        return badRecords;
    }
}
