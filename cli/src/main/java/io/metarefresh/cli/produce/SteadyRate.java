package io.metarefresh.cli.produce;

import java.util.concurrent.locks.LockSupport;

/** A steady rate: event {@code i} is due {@code i / eventsPerSecond} seconds after the start, however late the events before it were. */
public final class SteadyRate {
    private final long startNanos = System.nanoTime();
    private final double nanosPerEvent;

    /**
     * Starts now.
     *
     * @param eventsPerSecond above 0; {@link Double#POSITIVE_INFINITY} makes every event due at once
     */
    public SteadyRate(double eventsPerSecond) {
        nanosPerEvent = 1e9 / eventsPerSecond;
    }

    /** Returns when that event is due, the first one being number 0. */
    public void await(long event) throws InterruptedException {
        long due = startNanos + (long) (event * nanosPerEvent);
        while (due - System.nanoTime() > 0) {
            LockSupport.parkNanos(due - System.nanoTime());
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }
}
