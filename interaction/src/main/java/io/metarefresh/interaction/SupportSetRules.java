package io.metarefresh.interaction;

import java.time.Duration;
import java.util.List;

/**
 * Which rows make a support set: the newest {@code maxSize} by {@link InteractionOrder#BY_TIME} with event time &gt; N −
 * {@code horizon}, where N is the newest event time. No clock is involved.
 *
 * @param maxSize rows at most, at least 1
 * @param horizon age from which a row is too old, positive
 */
public record SupportSetRules(int maxSize, Duration horizon) {
    public SupportSetRules {
        if (maxSize < 1) {
            throw new IllegalArgumentException("max-size must be at least 1, not " + maxSize);
        }
        if (horizon.isNegative() || horizon.isZero()) {
            throw new IllegalArgumentException("horizon must be positive, not " + horizon);
        }
    }

    /** The rows that these rules keep of rows in {@link InteractionOrder#BY_TIME} order, in the same order. */
    public List<Interaction> select(List<Interaction> rowsOldestFirst) {
        int size = rowsOldestFirst.size();
        if (size == 0) {
            return rowsOldestFirst;
        }
        long newest = rowsOldestFirst.get(size - 1).eventTimeMillis();
        int first = Math.max(0, size - maxSize);
        while (isTooOld(rowsOldestFirst.get(first).eventTimeMillis(), newest)) {
            first++;
        }
        return first == 0 ? rowsOldestFirst : rowsOldestFirst.subList(first, size);
    }

    /** Whether an event of this time is out of the horizon of the newest event time. */
    boolean isTooOld(long eventTimeMillis, long newestEventTimeMillis) {
        long horizonMillis = horizonMillis();
        // The subtraction below would overflow. No event is too old for such a horizon.
        if (newestEventTimeMillis < Long.MIN_VALUE + horizonMillis) {
            return false;
        }
        return eventTimeMillis <= newestEventTimeMillis - horizonMillis;
    }

    private long horizonMillis() {
        try {
            return horizon.toMillis();
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }
}
