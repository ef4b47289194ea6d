package io.metarefresh.client;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Closes what was served before a switch, some time after it. A further switch begins that time anew. For one thread. */
final class DelayedClose {
    private final ScheduledExecutorService timer;
    private final Duration after;
    private Future<?> pending;

    DelayedClose(ScheduledExecutorService timer, Duration after) {
        this.timer = timer;
        this.after = after;
    }

    /** @param end closes what was served until now; the action of an earlier call is dropped, because that is served again or was closed */
    void begin(Runnable end) {
        if (pending != null) {
            pending.cancel(false);
        }
        pending = timer.schedule(end, after.toMillis(), TimeUnit.MILLISECONDS);
    }
}
