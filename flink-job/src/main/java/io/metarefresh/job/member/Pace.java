package io.metarefresh.job.member;

import static io.metarefresh.interaction.SupportSet.NEVER;

import java.io.Serializable;
import java.time.Duration;

/** PACE: at once, then at most once per interval. Processing time decides when, never what. */
public record Pace(Duration minInterval) implements Serializable {

    /** Whether an entity last refreshed then may be refreshed now. */
    public boolean allows(long lastRefreshMillis, long nowMillis) {
        // A clock that was set back must not hold anybody up.
        return lastRefreshMillis == NEVER || nowMillis < lastRefreshMillis || nowMillis >= dueMillis(lastRefreshMillis);
    }

    /** When what arrives meanwhile is to be refreshed. */
    public long dueMillis(long lastRefreshMillis) {
        return lastRefreshMillis + minInterval.toMillis();
    }
}
