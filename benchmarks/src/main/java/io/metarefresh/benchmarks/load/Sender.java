package io.metarefresh.benchmarks.load;

import io.metarefresh.benchmarks.workload.EventWriter;
import io.metarefresh.interaction.Interaction;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Sends events on behalf of members, whose pace does not depend on the job's. */
public final class Sender {
    private static final int CHUNK = 200;

    private final EventWriter writer;
    private final Visibility visibility;

    public Sender(EventWriter writer, Visibility visibility) {
        this.writer = writer;
        this.visibility = visibility;
    }

    /**
     * Sends each event when it is due; one that is late goes at once, and its lateness counts.
     *
     * @return events sent
     */
    public long send(Arrivals arrivals, Duration length, Supplier<Interaction> events) {
        long start = System.nanoTime();
        long sent = 0;
        for (long due = arrivals.nextNanos(); due < length.toNanos(); due = arrivals.nextNanos()) {
            for (long wait = start + due - System.nanoTime(); wait > 0; wait = start + due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            send(events.get(), start + due);
            sent++;
        }
        return sent;
    }

    /** Keeps so many events unread by the job for that time. */
    public void saturate(Duration length, long backlog, Supplier<Interaction> events, LongSupplier read) {
        long end = System.nanoTime() + length.toNanos();
        while (System.nanoTime() < end) {
            if (writer.eventCount() - read.getAsLong() > backlog) {
                LockSupport.parkNanos(500_000);
                continue;
            }
            for (int i = 0; i < CHUNK; i++) {
                send(events.get(), System.nanoTime());
            }
        }
    }

    private void send(Interaction event, long dueNanos) {
        visibility.due(event.memberId(), event.eventTimeMillis(), dueNanos);
        writer.event(event);
    }
}
