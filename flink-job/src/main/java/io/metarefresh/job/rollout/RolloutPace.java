package io.metarefresh.job.rollout;

/**
 * How many entities may be adapted anew by now: a token bucket. What live refreshes did not leave room for is caught up with, but never
 * more than half a second's worth at once.
 */
public final class RolloutPace {
    private static final double BURST_SECONDS = 0.5;

    private final double perSecond;
    private double tokens;
    private long refilledMillis;

    /** @param perSecond entities of this subtask */
    public RolloutPace(double perSecond, long nowMillis) {
        this.perSecond = perSecond;
        this.refilledMillis = nowMillis;
    }

    public void refill(long nowMillis) {
        // A clock that was set back gives nothing, and takes nothing away.
        double elapsedSeconds = Math.max(0, nowMillis - refilledMillis) / 1000.0;
        tokens = Math.min(Math.max(1, perSecond * BURST_SECONDS), tokens + perSecond * elapsedSeconds);
        refilledMillis = nowMillis;
    }

    /** Whether one more may be adapted. */
    public boolean allows() {
        return tokens >= 1;
    }

    public void take() {
        tokens--;
    }
}
