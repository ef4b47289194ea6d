package io.metarefresh.cli.local;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Freshness seen from outside: from just before an event is handed to the producer to the moment when an embedding that includes it can be
 * read from the store.
 *
 * <p>An embedding with {@code as_of} ≥ an event's time includes the event, provided that no earlier event of the member had the same
 * time. Events of which that cannot be said are not measured.
 */
final class EndToEndFreshness {
    private static final int RECENT = 2000;

    private record Pending(long eventTimeMillis, long producedNanos) {}

    /** Percentiles over some events. */
    record Percentiles(int events, double p50Millis, double p99Millis) {}

    private static final class EntityEvents {
        private final Deque<Pending> pending = new ArrayDeque<>();
        private long newestMillis = Long.MIN_VALUE;
    }

    private final Map<String, EntityEvents> entities = new ConcurrentHashMap<>();
    private long[] nanos = new long[1024];
    private int count;

    /** An event is about to be produced; events of one entity come in the order of their times. */
    void produced(String entityId, long eventTimeMillis, long nowNanos) {
        EntityEvents events = entities.computeIfAbsent(entityId, id -> new EntityEvents());
        synchronized (events) {
            if (eventTimeMillis > events.newestMillis) {
                events.pending.add(new Pending(eventTimeMillis, nowNanos));
                events.newestMillis = eventTimeMillis;
            }
        }
    }

    /** An event was produced that is not to be measured, and those of the same time cannot be. */
    void skip(String entityId, long eventTimeMillis) {
        EntityEvents events = entities.computeIfAbsent(entityId, id -> new EntityEvents());
        synchronized (events) {
            events.newestMillis = Math.max(events.newestMillis, eventTimeMillis);
        }
    }

    /** The store holds an embedding with this {@code as_of} now. */
    void visible(String entityId, long asOfMillis, long nowNanos) {
        EntityEvents events = entities.get(entityId);
        if (events == null) {
            return;
        }
        synchronized (events) {
            while (!events.pending.isEmpty() && events.pending.peek().eventTimeMillis() <= asOfMillis) {
                record(nowNanos - events.pending.remove().producedNanos());
            }
        }
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

    private static Percentiles percentiles(long[] values) {
        Arrays.sort(values);
        return new Percentiles(values.length, at(values, 0.5), at(values, 0.99));
    }

    private static double at(long[] sorted, double quantile) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        int index = (int) Math.ceil(quantile * sorted.length) - 1;
        return sorted[Math.max(0, index)] / 1e6;
    }
}
