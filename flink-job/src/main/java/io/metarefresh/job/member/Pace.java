package io.metarefresh.job.member;

import static io.metarefresh.interaction.SupportSet.NEVER;

import java.io.Serializable;
import java.time.Duration;

/** PACE: at once, then at most once per interval. Processing time decides when, never what. */
public record Pace(Duration minInterval) implements Serializable {

    /** An interval that no timer ends, only the end of the input: each entity is refreshed once, then. */
    public static final Duration UNTIL_THE_END = Duration.ofMillis(Long.MAX_VALUE);

    /** Whether this is a replay of the past, which refreshes each entity once at its end. */
    public boolean isReplay() {
        return minInterval.equals(UNTIL_THE_END);
    }

    /** Whether an entity last refreshed then may be refreshed now. */
    public boolean allows(long lastRefreshMillis, long nowMillis) {
        if (isReplay()) {
            return false;
        }
        // A clock that was set back must not hold anybody up.
        return lastRefreshMillis == NEVER || nowMillis < lastRefreshMillis || nowMillis >= dueMillis(lastRefreshMillis);
    }

    /** When what arrives meanwhile is to be refreshed. */
    public long dueMillis(long lastRefreshMillis) {
        return isReplay() ? Long.MAX_VALUE : lastRefreshMillis + minInterval.toMillis();
    }
}
