package io.metarefresh.cli.verify;

import io.metarefresh.cli.CommandException;
import io.metarefresh.cli.topic.RecordedTopic;
import io.metarefresh.client.ReplayedEmbeddings;
import io.metarefresh.schemas.SchemaRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two embedding topics at the end offsets recorded when they were opened. Where they hold more entities than memory does, they are read
 * several times, each time for another share of the entities. How many entities there are shows in the reading alone: offsets count every
 * record that was ever written, also those that compaction has taken away.
 */
public final class TopicComparison {
    private static final Logger LOG = LoggerFactory.getLogger(TopicComparison.class);
    /** A map entry, an id, an object and a vector of about 64 floats. */
    private static final long BYTES_PER_ENTITY = 600;

    private final RecordedTopic left;
    private final RecordedTopic right;
    private final SchemaRegistry registry;
    private final long entitiesHeld;
    private BadRecords badRecords = BadRecords.NONE;
    private int readings;

    /** Holds both sides within half of the heap. */
    public TopicComparison(RecordedTopic left, RecordedTopic right, SchemaRegistry registry) {
        this(left, right, registry, Runtime.getRuntime().maxMemory() / 4 / BYTES_PER_ENTITY);
    }

    /** @param entitiesHeld how many of one side are held at once */
    public TopicComparison(RecordedTopic left, RecordedTopic right, SchemaRegistry registry, long entitiesHeld) {
        this.left = left;
        this.right = right;
        this.registry = registry;
        this.entitiesHeld = entitiesHeld;
    }

    /**
     * Reads and compares. A share that turns out to be too large is given up and begun again with half of it, so that every record
     * counts once.
     *
     * @param shares of the entities to begin with
     */
    public void compare(int shares, EmbeddingComparison comparison) throws CommandException {
        long width = (HashRange.HASHES + shares - 1) / shares;
        long from = 0;
        while (from < HashRange.HASHES) {
            if (compare(new HashRange(from, from + width), comparison)) {
                from += width;
            } else {
                width = (width + 1) / 2;
                LOG.info(
                        "more than {} members on a side: reading 1/{} of them at a time",
                        entitiesHeld,
                        HashRange.HASHES / width);
            }
        }
    }

    /** @return false when the share is too large to be held */
    private boolean compare(HashRange share, EmbeddingComparison comparison) throws CommandException {
        readings++;
        ReplayedEmbeddings leftHeld = read(left, share);
        if (!fits(leftHeld, share)) {
            return false;
        }
        ReplayedEmbeddings rightHeld = read(right, share);
        if (!fits(rightHeld, share)) {
            return false;
        }
        badRecords = badRecords.and(BadRecords.of(leftHeld)).and(BadRecords.of(rightHeld));
        leftHeld.forEach((entityId, embedding) -> comparison.add(entityId, embedding, rightHeld.get(entityId)));
        rightHeld.forEach((entityId, embedding) -> {
            if (leftHeld.get(entityId) == null) {
                comparison.add(entityId, null, embedding);
            }
        });
        return true;
    }

    private boolean fits(ReplayedEmbeddings held, HashRange share) {
        return held.size() <= entitiesHeld || !share.divisible();
    }

    /** Ends early where the share does not fit. */
    private ReplayedEmbeddings read(RecordedTopic topic, HashRange share) throws CommandException {
        ReplayedEmbeddings held = new ReplayedEmbeddings(topic.topic(), registry);
        topic.read(record -> {
            if (share.includes(record.key())) {
                held.apply(record);
            }
            return fits(held, share);
        });
        return held;
    }

    /** Records of both topics that a reader skips. */
    BadRecords badRecords() {
        return badRecords;
    }

    /** How often the topics were read, those readings included that were given up. */
    public int readings() {
        return readings;
    }
}
