package io.metarefresh.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The invariant ORDER: which record of the topic a reader holds. */
class OrderTest {
    private static final int ENTITIES = 3;

    /** A record of the topic as a reader meets it. */
    private record Entry(String entity, EntityEmbedding embedding, Long forgottenAt, long offset) {
        void applyTo(EmbeddingTable table) {
            if (embedding != null) {
                table.offer(entity, embedding, offset);
            } else if (forgottenAt != null) {
                table.forget(entity, forgottenAt, offset);
            } else {
                table.remove(entity, offset);
            }
        }

        Entry at(long newOffset) {
            return new Entry(entity, embedding, forgottenAt, newOffset);
        }
    }

    private static EntityEmbedding embedding(long version, long asOf, float value) {
        return EntityEmbedding.published(List.of(value), "m", version, Instant.ofEpochMilli(asOf), 1);
    }

    @Example
    void aSmallerVersionOrAsOfIsRefusedAndOnEqualityTheLaterOffsetWins() {
        TableEntry held = TableEntry.NOTHING.offer(embedding(2, 10, 1), 5);

        assertThat(held.offer(embedding(2, 9, 2), 6)).isSameAs(held);
        assertThat(held.offer(embedding(1, 99, 2), 6)).isSameAs(held);
        assertThat(held.offer(embedding(2, 10, 2), 4)).isSameAs(held);
        assertThat(held.offer(embedding(2, 10, 2), 6).embedding()).isEqualTo(embedding(2, 10, 2));
        assertThat(held.offer(embedding(2, 11, 2), 6).embedding()).isEqualTo(embedding(2, 11, 2));
        assertThat(held.offer(embedding(3, 1, 2), 6).embedding()).isEqualTo(embedding(3, 1, 2));
    }

    @Example
    void aTombstoneThatForgetsSparesWhatIsNewerAndBarsWhatIsNot() {
        TableEntry held = TableEntry.NOTHING.offer(embedding(1, 10, 1), 0);

        assertThat(held.forget(9, 1).embedding()).isNotNull();
        assertThat(held.forget(10, 1).embedding()).isNull();
        assertThat(held.forget(10, 1).offer(embedding(7, 10, 1), 2).embedding()).isNull();
        assertThat(held.forget(10, 1).offer(embedding(1, 11, 1), 2).embedding()).isNotNull();
        assertThat(held.forget(9, 1).forget(3, 2).forgottenAtMillis()).isEqualTo(9);
        assertThat(TableEntry.NOTHING.forget(9, 1).offer(embedding(1, 9, 1), 2).embedding())
                .isNull();
    }

    @Example
    void aTombstoneThatSaysNothingRemovesTheEntryAndBarsNothing() {
        TableEntry held = TableEntry.NOTHING.offer(embedding(2, 10, 1), 0).remove(1);

        assertThat(held.embedding()).isNull();
        assertThat(held.offer(embedding(1, 1, 1), 2).embedding()).isNotNull();
    }

    @Property
    void whatIsHeldIsTheLargestWhateverTheOrderOfArrival(@ForAll long seed) {
        Random random = new Random(seed);
        TableEntry held = TableEntry.NOTHING;
        EntityEmbedding largest = null;
        long largestOffset = -1;
        for (long offset : shuffled(random, 8)) {
            EntityEmbedding e = embedding(random.nextInt(2), random.nextInt(3), offset);
            held = held.offer(e, offset);
            if (largest == null || compare(e, offset, largest, largestOffset) > 0) {
                largest = e;
                largestOffset = offset;
            }
        }
        assertThat(held.embedding()).isEqualTo(largest);
    }

    private static int compare(EntityEmbedding a, long offsetA, EntityEmbedding b, long offsetB) {
        if (a.modelVersion() != b.modelVersion()) {
            return Long.compare(a.modelVersion(), b.modelVersion());
        }
        return a.asOfMillis() != b.asOfMillis()
                ? Long.compare(a.asOfMillis(), b.asOfMillis())
                : Long.compare(offsetA, offsetB);
    }

    private static List<Long> shuffled(Random random, int size) {
        List<Long> offsets = new ArrayList<>();
        for (long i = 0; i < size; i++) {
            offsets.add(random.nextInt(offsets.size() + 1), i);
        }
        return offsets;
    }

    /** Forgetting and embeddings commute: in any order of arrival the same is held. */
    @Property
    void forgettingDoesNotDependOnTheOrderOfArrival(@ForAll long seed) {
        Random random = new Random(seed);
        List<Entry> entries = new ArrayList<>();
        for (long offset = 0; offset < 7; offset++) {
            entries.add(
                    random.nextInt(3) == 0
                            ? new Entry("a", null, (long) random.nextInt(6), offset)
                            : new Entry("a", embedding(1, random.nextInt(6), offset), null, offset));
        }
        EmbeddingTable inOrder = new EmbeddingTable();
        entries.forEach(e -> e.applyTo(inOrder));
        EmbeddingTable anyOrder = new EmbeddingTable();
        shuffled(random, entries.size()).forEach(i -> entries.get(i.intValue()).applyTo(anyOrder));

        assertThat(anyOrder.get("a")).isEqualTo(inOrder.get("a"));
        assertThat(anyOrder.size()).isEqualTo(inOrder.size());
    }

    /** Crashes make a job publish again what it published since its checkpoint; in the end everybody holds the last record. */
    @Property
    void atRestEveryReaderHoldsTheLastRecord(@ForAll long seed) {
        Random random = new Random(seed);
        List<Entry> log = logOfACrashingJob(random);
        Map<String, Entry> last = new HashMap<>();
        log.forEach(e -> last.put(e.entity(), e));

        EmbeddingTable old = new EmbeddingTable();
        log.forEach(e -> e.applyTo(old));
        assertHoldsLast(old, last);

        // A new reader joins at any time and meets what compaction left, the last record of each entity at least.
        int joined = random.nextInt(log.size() + 1);
        EmbeddingTable fresh = new EmbeddingTable();
        compacted(random, log.subList(0, joined)).forEach(e -> e.applyTo(fresh));
        log.subList(joined, log.size()).forEach(e -> e.applyTo(fresh));
        assertHoldsLast(fresh, last);

        // Reading everything once more changes nothing at rest.
        log.forEach(e -> e.applyTo(old));
        assertHoldsLast(old, last);
        assertThat(old.size()).isEqualTo((int)
                last.values().stream().filter(e -> e.embedding() != null).count());
    }

    private static void assertHoldsLast(EmbeddingTable table, Map<String, Entry> last) {
        last.forEach((entity, entry) -> assertThat(table.get(entity)).isEqualTo(entry.embedding()));
    }

    private static List<Entry> compacted(Random random, List<Entry> log) {
        Map<String, Long> lastOffsets = new HashMap<>();
        log.forEach(e -> lastOffsets.put(e.entity(), e.offset()));
        return log.stream()
                .filter(e -> lastOffsets.get(e.entity()) == e.offset() || random.nextBoolean())
                .toList();
    }

    /** as_of never decreases for an entity, a snapshot is only replaced by a newer one, and each crash goes back to a checkpoint. */
    private static List<Entry> logOfACrashingJob(Random random) {
        List<Entry> meant = new ArrayList<>();
        Map<String, Long> asOf = new HashMap<>();
        long version = 1;
        for (int i = 0; i < 12; i++) {
            String entity = "m" + random.nextInt(ENTITIES);
            version += random.nextInt(6) == 0 ? 1 : 0;
            long now = asOf.getOrDefault(entity, 0L);
            if (random.nextInt(5) == 0) {
                long upTo = now + random.nextInt(2);
                asOf.put(entity, upTo + 1);
                meant.add(new Entry(entity, null, upTo, 0));
            } else {
                long time = now + random.nextInt(3);
                asOf.put(entity, time);
                meant.add(new Entry(entity, embedding(version, time, i), null, 0));
            }
        }
        List<Entry> log = new ArrayList<>();
        int next = 0;
        int crashes = random.nextInt(4);
        while (next < meant.size()) {
            log.add(meant.get(next).at(log.size()));
            next++;
            if (crashes > 0 && random.nextInt(4) == 0) {
                crashes--;
                next = random.nextInt(next + 1);
            }
        }
        return log;
    }
}
