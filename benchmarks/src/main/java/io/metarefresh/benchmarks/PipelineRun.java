package io.metarefresh.benchmarks;

import io.metarefresh.benchmarks.job.MeasuredJob;
import io.metarefresh.benchmarks.profile.Attribution;
import io.metarefresh.benchmarks.profile.CpuProfiler;
import io.metarefresh.benchmarks.stack.Stack;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Phases of one run at saturation: warm-up, windows, profile. A phase ends with its time or when its equal share of the backlog is
 * used up, so that the backlog lasts for all of them however fast the variant is.
 */
final class PipelineRun {
    private static final Duration DEADLINE = Duration.ofMinutes(5);

    /**
     * What happened in a window.
     *
     * @param publishedPerSecond records that arrived on the output topic
     * @param jobCores processor time of this process by time, so the cores it used
     * @param brokerCores the same of the broker
     * @param batchSize entities that the inner loop adapted together, in the mean; 0 where there is none
     */
    record Window(
            double eventsPerSecond, double publishedPerSecond, double jobCores, double brokerCores, double batchSize) {}

    /**
     * Where the processor time went in a further window.
     *
     * @param microsPerEvent processor time of this process for an event
     */
    record Profile(Attribution shares, double microsPerEvent) {}

    private record Moment(
            long nanos,
            long events,
            long published,
            long refreshes,
            double batches,
            long jobCpuNanos,
            Duration brokerCpu) {}

    private final Stack stack;
    private final MeasuredJob job;
    private final String outputTopic;
    private final long eventsPerPhase;

    /** @param eventsPerPhase the live events on the topic by the number of phases, and one phase more as a reserve */
    PipelineRun(Stack stack, MeasuredJob job, String outputTopic, long eventsPerPhase) {
        this.stack = stack;
        this.job = job;
        this.outputTopic = outputTopic;
        this.eventsPerPhase = eventsPerPhase;
    }

    /** Returns when so many events are read and the phase after it has passed. */
    void warmUp(long events, Duration after) throws Exception {
        job.await("reading " + events + " events", DEADLINE, () -> job.eventsRead() >= events);
        phase(after);
    }

    private void phase(Duration length) throws InterruptedException {
        long end = System.nanoTime() + length.toNanos();
        long lastEvent = job.eventsRead() + eventsPerPhase;
        while (System.nanoTime() < end && job.eventsRead() < lastEvent) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    /** So many windows. */
    List<Window> measure(int windows, Duration length) throws Exception {
        List<Window> measured = new ArrayList<>();
        Moment before = now();
        for (int w = 0; w < windows; w++) {
            phase(length);
            Moment after = now();
            measured.add(window(before, after));
            before = after;
        }
        job.checkAlive();
        if (job.deadLetters() > 0) {
            throw new IllegalStateException(
                    job.deadLetters() + " events were refused; the workload has none to refuse");
        }
        return measured;
    }

    /** A window with the profiler on. */
    Profile profile(Duration length) throws Exception {
        Moment before = now();
        CpuProfiler.start();
        phase(length);
        String stacks = CpuProfiler.stop();
        Moment after = now();
        double micros = (after.jobCpuNanos - before.jobCpuNanos) / 1000.0 / (after.events - before.events);
        return new Profile(Attribution.of(stacks), micros);
    }

    private static Window window(Moment before, Moment after) {
        double seconds = (after.nanos - before.nanos) / 1e9;
        return new Window(
                (after.events - before.events) / seconds,
                (after.published - before.published) / seconds,
                (after.jobCpuNanos - before.jobCpuNanos) / 1e9 / seconds,
                after.brokerCpu.minus(before.brokerCpu).toNanos() / 1e9 / seconds,
                after.batches > before.batches
                        ? (after.refreshes - before.refreshes) / (after.batches - before.batches)
                        : 0);
    }

    private Moment now() throws Exception {
        long published = stack.endOffsets(outputTopic);
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new Moment(
                System.nanoTime(),
                job.eventsRead(),
                published,
                job.refreshes(),
                job.metric("batch_size"),
                system.getProcessCpuTime(),
                stack.brokerCpu());
    }
}
