package io.metarefresh.client;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Ends what was served before, some time after the last switch: each switch begins that time anew. For one thread. */
final class DelayedClose {
    private final ScheduledExecutorService timer;
    private final Duration after;
    private Future<?> pending;

    DelayedClose(ScheduledExecutorService timer, Duration after) {
        this.timer = timer;
        this.after = after;
    }

    /** @param end of what was served until now; what an earlier call wanted to end is served again, or was closed */
    void begin(Runnable end) {
        if (pending != null) {
            pending.cancel(false);
        }
        pending = timer.schedule(end, after.toMillis(), TimeUnit.MILLISECONDS);
    }
}
