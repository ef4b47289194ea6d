package io.metarefresh.dashboard;

import io.metarefresh.client.freshness.NearestRank;
import io.metarefresh.client.freshness.PendingEvents;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/**
 * Freshness from topic to topic, by the broker's clock: from the Kafka timestamp of an interaction to that of the first embedding of the
 * entity that includes it. With {@code LogAppendTime} on both topics it is the time from being in one topic to being in the other. What
 * producer and reader add is not in it. Over the newest {@value #KEPT} interactions.
 */
final class TopicFreshness {
    static final int KEPT = 4000;
    /** Upper bounds of the histogram, in milliseconds; the last bucket has none. */
    static final long[] BOUNDS_MILLIS = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000};

    private static final int PENDING_ENTITIES = 20_000;
    private static final int PENDING_OF_ENTITY = 256;

    private record Measured(long atMillis, long millis) {}

    /** Of each, when it was written, in milliseconds. */
    private final PendingEvents<Long> pending = new PendingEvents<>(PENDING_ENTITIES, PENDING_OF_ENTITY);

    private final Deque<Measured> measured = new ArrayDeque<>();

    /** An interaction was read that no publication read before includes. */
    void interaction(String entity, long eventTimeMillis, long writtenAtMillis) {
        pending.add(entity, eventTimeMillis, writtenAtMillis);
    }

    /** An embedding was read. */
    void publication(String entity, long asOfMillis, long writtenAtMillis) {
        pending.removeIncluded(entity, asOfMillis).forEach(interaction -> measured(interaction, writtenAtMillis));
    }

    /** The topics are read side by side, so that the embedding can come first. */
    void measured(long interactionWrittenAtMillis, long embeddingWrittenAtMillis) {
        // An embedding written earlier included an equal time of another event: nothing can be said.
        if (embeddingWrittenAtMillis < interactionWrittenAtMillis) {
            return;
        }
        measured.addLast(new Measured(embeddingWrittenAtMillis, embeddingWrittenAtMillis - interactionWrittenAtMillis));
        if (measured.size() > KEPT) {
            measured.removeFirst();
        }
    }

    void forget(String entity) {
        pending.forget(entity);
    }

    int count() {
        return measured.size();
    }

    /** In milliseconds; NaN before the first. */
    double quantile(double share) {
        return quantile(measured.stream().map(Measured::millis), share);
    }

    /** How many were at most each bound and above the one before it; one more for those above all. */
    long[] histogram() {
        long[] counts = new long[BOUNDS_MILLIS.length + 1];
        for (Measured one : measured) {
            int bucket = 0;
            while (bucket < BOUNDS_MILLIS.length && one.millis() > BOUNDS_MILLIS[bucket]) {
                bucket++;
            }
            counts[bucket]++;
        }
        return counts;
    }

    /** A quantile for each of the seconds of {@link CountsBySecond#before}; NaN where nothing was published in it. */
    double[] bySecond(double share, long nowMillis) {
        long first = Math.floorDiv(nowMillis, 1000L) - CountsBySecond.KEPT;
        List<List<Long>> values = new ArrayList<>();
        for (int i = 0; i < CountsBySecond.KEPT; i++) {
            values.add(new ArrayList<>());
        }
        for (Measured one : measured) {
            long second = Math.floorDiv(one.atMillis(), 1000L) - first;
            if (second >= 0 && second < CountsBySecond.KEPT) {
                values.get((int) second).add(one.millis());
            }
        }
        return values.stream()
                .mapToDouble(millis -> quantile(millis.stream(), share))
                .toArray();
    }

    private static double quantile(Stream<Long> millis, double share) {
        return NearestRank.quantile(
                millis.mapToDouble(Long::doubleValue).sorted().toArray(), share);
    }
}
