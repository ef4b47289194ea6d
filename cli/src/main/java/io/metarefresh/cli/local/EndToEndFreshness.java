package io.metarefresh.cli.local;

import io.metarefresh.client.freshness.NearestRank;
import io.metarefresh.client.freshness.PendingEvents;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Freshness from end to end: from just before an event is handed to the producer to the moment when an embedding that includes it can be read
 * from the store. One thread produces, any thread tells what is visible.
 *
 * <p>Whether an embedding includes an event shows in its {@code as_of}, unless an earlier event of the entity had the same time. Such
 * events are not measured.
 */
final class EndToEndFreshness {
    private static final int RECENT = 2000;

    /** Percentiles over some events. */
    record Percentiles(int events, double p50Millis, double p99Millis) {}

    /** Of each, when it was produced, in nanoseconds. */
    private final PendingEvents<Long> pending = new PendingEvents<>();
    /** Time of each entity's newest event. */
    private final Map<String, Long> newestMillis = new HashMap<>();

    private long[] nanos = new long[1024];
    private int count;

    /** An event is about to be produced; events of one entity come in the order of their times. */
    void produced(String entityId, long eventTimeMillis, long nowNanos) {
        if (eventTimeMillis > newestMillis.getOrDefault(entityId, Long.MIN_VALUE)) {
            pending.add(entityId, eventTimeMillis, nowNanos);
            newestMillis.put(entityId, eventTimeMillis);
        }
    }

    /** An event was produced that is not to be measured, and those of the same time cannot be. */
    void skip(String entityId, long eventTimeMillis) {
        newestMillis.merge(entityId, eventTimeMillis, Math::max);
    }

    /** The store holds an embedding with this {@code as_of} now. */
    void visible(String entityId, long asOfMillis, long nowNanos) {
        pending.removeIncluded(entityId, asOfMillis).forEach(producedNanos -> record(nowNanos - producedNanos));
    }

    private synchronized void record(long elapsedNanos) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = elapsedNanos;
    }

    /** Over the newest events. */
    synchronized Percentiles recent() {
        return percentiles(Arrays.copyOfRange(nanos, Math.max(0, count - RECENT), count));
    }

    /** Over all events. */
    synchronized Percentiles all() {
        return percentiles(Arrays.copyOf(nanos, count));
    }

    private static Percentiles percentiles(long[] nanos) {
        double[] millis =
                Arrays.stream(nanos).mapToDouble(n -> n / 1e6).sorted().toArray();
        return new Percentiles(millis.length, NearestRank.quantile(millis, 0.5), NearestRank.quantile(millis, 0.99));
    }
}
