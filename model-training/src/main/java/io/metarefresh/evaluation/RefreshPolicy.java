package io.metarefresh.evaluation;

import io.metarefresh.interaction.Interaction;
import java.time.Duration;
import java.util.List;

/**
 * When a member's embedding is recomputed, and so which of its earlier interactions the embedding has seen when an event is predicted.
 *
 * @param name column name in reports: lower case and underscores
 * @param title for people
 * @param kind how the policy decides
 * @param period distance of the ticks for {@link Kind#PERIODIC}, otherwise null
 */
public record RefreshPolicy(String name, String title, Kind kind, Duration period) {
    /** How a policy decides. */
    public enum Kind {
        /** The un-adapted embedding for ever. */
        NEVER,
        /** Adapted once, at the split, and then kept. */
        ONCE,
        /** At every tick of a fixed grid (multiples of the period since the epoch), from the interactions strictly before the tick. */
        PERIODIC,
        /** After every interaction. */
        EVERY_EVENT
    }

    public static final RefreshPolicy NEVER = new RefreshPolicy("never", "never", Kind.NEVER, null);
    public static final RefreshPolicy ONCE = new RefreshPolicy("once", "once, at the split", Kind.ONCE, null);
    public static final RefreshPolicy DAILY = new RefreshPolicy("daily", "daily", Kind.PERIODIC, Duration.ofDays(1));
    public static final RefreshPolicy HOURLY =
            new RefreshPolicy("hourly", "hourly", Kind.PERIODIC, Duration.ofHours(1));
    public static final RefreshPolicy MINUTELY =
            new RefreshPolicy("minute", "every minute", Kind.PERIODIC, Duration.ofMinutes(1));
    public static final RefreshPolicy EVERY_EVENT =
            new RefreshPolicy("event", "on every event", Kind.EVERY_EVENT, null);

    /** From stale to fresh. */
    public static final List<RefreshPolicy> ALL = List.of(NEVER, ONCE, DAILY, HOURLY, MINUTELY, EVERY_EVENT);

    /**
     * How many of a member's rows the embedding has seen that is used to predict the row at {@code position}.
     *
     * @param rows all rows of the member, oldest first
     * @param position the row to predict
     * @param rowsAtSplit rows of the member before the split
     */
    int visibleRows(List<Interaction> rows, int position, int rowsAtSplit) {
        return switch (kind) {
            case NEVER -> 0;
            case ONCE -> Math.min(rowsAtSplit, position);
            case PERIODIC -> rowsBefore(
                    rows, position, lastTick(rows.get(position).eventTimeMillis()));
            case EVERY_EVENT -> position;
        };
    }

    private long lastTick(long timeMillis) {
        long periodMillis = period.toMillis();
        return Math.floorDiv(timeMillis, periodMillis) * periodMillis;
    }

    /** Rows among the first {@code end} with a time before the tick, by binary search. */
    private static int rowsBefore(List<Interaction> rows, int end, long tickMillis) {
        int low = 0;
        int high = end;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (rows.get(middle).eventTimeMillis() < tickMillis) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
