package io.metarefresh.benchmarks.load;

/**
 * One event that became visible.
 *
 * @param entityId whose
 * @param dueNanos when it was due to be sent, by {@link System#nanoTime}
 * @param visibleNanos when a consumer had the first embedding that contains it
 * @param paceWaitMillis how long PACE held it back: until the entity's previous embedding was an interval old; 0 without
 */
public record Sample(String entityId, long dueNanos, long visibleNanos, double paceWaitMillis) {

    /** From due to visible: a late sender or a stalled job cannot hide behind events that it never sent. */
    public double latencyMillis() {
        return (visibleNanos - dueNanos) / 1e6;
    }

    /** The same without what PACE imposes. */
    public double latencyBesidePaceMillis() {
        return Math.max(0, latencyMillis() - paceWaitMillis);
    }

    /** Whether some of that time lies in the interval. */
    boolean overlaps(long startNanos, long endNanos) {
        return dueNanos <= endNanos && visibleNanos >= startNanos;
    }
}
