package io.metarefresh.dashboard;

import java.util.Arrays;

/** Counts by second over the last {@value #KEPT} seconds. Records come nearly in the order of their times; older ones are left out. */
final class CountsBySecond {
    static final int KEPT = 120;

    private final long[] counts = new long[KEPT];
    private long newest = Long.MIN_VALUE;
    private long total;

    void add(long atMillis) {
        total++;
        long second = Math.floorDiv(atMillis, 1000L);
        moveTo(second);
        if (second > newest - KEPT) {
            counts[index(second)]++;
        }
    }

    /** What was counted in the second of that time; 0 where it is older than those kept. */
    long in(long atMillis) {
        long second = Math.floorDiv(atMillis, 1000L);
        return second > newest || second <= newest - KEPT ? 0 : counts[index(second)];
    }

    /** One count for each of the {@value #KEPT} seconds before the one of {@code nowMillis}, oldest first. */
    long[] before(long nowMillis) {
        long now = Math.floorDiv(nowMillis, 1000L);
        long[] result = new long[KEPT];
        for (int i = 0; i < KEPT; i++) {
            long second = now - KEPT + i;
            result[i] = second > newest || second <= newest - KEPT ? 0 : counts[index(second)];
        }
        return result;
    }

    long total() {
        return total;
    }

    private void moveTo(long second) {
        if (second <= newest) {
            return;
        }
        if (newest == Long.MIN_VALUE || second - newest >= KEPT) {
            Arrays.fill(counts, 0);
        } else {
            for (long s = newest + 1; s <= second; s++) {
                counts[index(s)] = 0;
            }
        }
        newest = second;
    }

    private static int index(long second) {
        return (int) Math.floorMod(second, (long) KEPT);
    }
}
