package io.metarefresh.job.decode;

import io.metarefresh.job.record.DeadLetterCause;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.Map;

/**
 * The last records of one reader: how many of them were refused. Counts alone decide, no clock. Not kept over a restart: the job
 * that starts again has been looked after.
 *
 * <p>Decision: {@code docs/decisions/0071-a-limit-on-refusals-by-counts.md}.
 */
public final class RefusalWindow {
    private final DeadLetterLimit limit;
    private final BitSet refused;
    private final Map<DeadLetterCause, Long> causes = new EnumMap<>(DeadLetterCause.class);
    private int next;
    private boolean full;
    private int count;

    public RefusalWindow(DeadLetterLimit limit) {
        this.limit = limit;
        this.refused = new BitSet(limit.windowRecords());
    }

    public void accepted() {
        move(false);
    }

    /** @return whether the limit is exceeded now */
    public boolean refused(DeadLetterCause cause) {
        causes.merge(cause, 1L, Long::sum);
        move(true);
        return full && count > limit.maxRatio() * limit.windowRecords();
    }

    private void move(boolean refusal) {
        if (refused.get(next)) {
            count--;
        }
        refused.set(next, refusal);
        if (refusal) {
            count++;
        }
        next++;
        if (next == limit.windowRecords()) {
            next = 0;
            full = true;
        }
    }

    /** {@code 61 of the last 100 records were refused, more than 0.5, most of them for UNKNOWN_SCHEMA}. */
    @Override
    public String toString() {
        String most = causes.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(entry -> ", most of them for " + entry.getKey())
                .orElse("");
        return count + " of the last " + limit.windowRecords() + " records were refused, more than " + limit.maxRatio()
                + most;
    }
}
