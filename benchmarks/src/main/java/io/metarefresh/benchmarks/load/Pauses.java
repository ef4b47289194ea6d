package io.metarefresh.benchmarks.load;

import io.metarefresh.benchmarks.job.MeasuredJob;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;

/** When this process collected garbage and when the job took checkpoints, to tell what slow events have in common. */
public final class Pauses implements AutoCloseable {
    /** By {@link System#nanoTime}. */
    private record Interval(long startNanos, long endNanos) {
        double millis() {
            return (endNanos - startNanos) / 1e6;
        }
    }

    private final List<Interval> collections = new ArrayList<>();
    private final List<Interval> checkpoints = new ArrayList<>();
    private final NotificationListener listener = (notification, handback) -> collection(notification.getUserData());
    private final Thread watch;
    private volatile boolean running = true;

    public Pauses(MeasuredJob job) {
        for (GarbageCollectorMXBean bean : ManagementFactory.getGarbageCollectorMXBeans()) {
            ((NotificationEmitter) bean).addNotificationListener(listener, null, null);
        }
        watch = new Thread(() -> watchCheckpoints(job), "checkpoint-watch");
        watch.setDaemon(true);
        watch.start();
    }

    private void collection(Object data) {
        var info = com.sun.management.GarbageCollectionNotificationInfo.from((CompositeData) data)
                .getGcInfo();
        long nanosAtStartOfJvm = System.nanoTime()
                - TimeUnit.MILLISECONDS.toNanos(
                        ManagementFactory.getRuntimeMXBean().getUptime());
        add(
                collections,
                nanosAtStartOfJvm + TimeUnit.MILLISECONDS.toNanos(info.getStartTime()),
                nanosAtStartOfJvm + TimeUnit.MILLISECONDS.toNanos(info.getEndTime()));
    }

    private void watchCheckpoints(MeasuredJob job) {
        double completed = job.metric("numberOfCompletedCheckpoints");
        while (running) {
            double now = job.metric("numberOfCompletedCheckpoints");
            if (now > completed) {
                long end = System.nanoTime();
                add(checkpoints, end - (long) (job.metric("lastCheckpointDuration") * 1e6), end);
                completed = now;
            }
            try {
                TimeUnit.MILLISECONDS.sleep(10);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private synchronized void add(List<Interval> intervals, long startNanos, long endNanos) {
        intervals.add(new Interval(startNanos, endNanos));
    }

    /** Forgets what was before. */
    public synchronized void reset() {
        collections.clear();
        checkpoints.clear();
    }

    public synchronized int collectionCount() {
        return collections.size();
    }

    public synchronized double longestCollectionMillis() {
        return collections.stream().mapToDouble(Interval::millis).max().orElse(0);
    }

    public synchronized int checkpointCount() {
        return checkpoints.size();
    }

    public synchronized double longestCheckpointMillis() {
        return checkpoints.stream().mapToDouble(Interval::millis).max().orElse(0);
    }

    /** The samples that no collection overlaps. */
    public synchronized List<Sample> besideCollections(List<Sample> samples) {
        return beside(samples, collections);
    }

    /** The samples that no checkpoint overlaps. */
    public synchronized List<Sample> besideCheckpoints(List<Sample> samples) {
        return beside(samples, checkpoints);
    }

    private static List<Sample> beside(List<Sample> samples, List<Interval> intervals) {
        return samples.stream()
                .filter(sample -> intervals.stream().noneMatch(i -> sample.overlaps(i.startNanos(), i.endNanos())))
                .toList();
    }

    @Override
    public void close() throws Exception {
        running = false;
        watch.interrupt();
        for (GarbageCollectorMXBean bean : ManagementFactory.getGarbageCollectorMXBeans()) {
            ((NotificationEmitter) bean).removeNotificationListener(listener);
        }
    }
}
