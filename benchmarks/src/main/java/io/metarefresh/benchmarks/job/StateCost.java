package io.metarefresh.benchmarks.job;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.List;

/**
 * What refreshes took, as counters since the start of a run or as the difference of two moments.
 *
 * @param processorNanos of this process, with RocksDB's threads
 * @param compactedBytes that RocksDB's compactions wrote; 0 on the heap
 * @param stalledMicros that writes were held back because compactions did not keep up
 */
public record StateCost(
        long refreshes, long elapsedNanos, long processorNanos, double compactedBytes, double stalledMicros) {
    /** Of RocksDB, which Flink reports when it is told to. */
    public static final List<String> METRICS =
            List.of("compaction-write-bytes", "stall-micros", "num-running-compactions", "compaction-pending");

    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    /** The counters of a run as they are now; those of RocksDB are some seconds old. */
    public static StateCost now(MeasuredJob job) {
        return new StateCost(
                job.refreshes(),
                System.nanoTime(),
                SYSTEM.getProcessCpuTime(),
                job.metric("rocksdb.compact_write_bytes"),
                job.metric("rocksdb.stall_micros"));
    }

    /** From an earlier moment of the same run to this one. */
    public StateCost minus(StateCost earlier) {
        return new StateCost(
                refreshes - earlier.refreshes,
                elapsedNanos - earlier.elapsedNanos,
                processorNanos - earlier.processorNanos,
                compactedBytes - earlier.compactedBytes,
                stalledMicros - earlier.stalledMicros);
    }

    /** Of differences. */
    public static StateCost sum(Collection<StateCost> windows) {
        return windows.stream()
                .reduce((a, b) -> new StateCost(
                        a.refreshes + b.refreshes,
                        a.elapsedNanos + b.elapsedNanos,
                        a.processorNanos + b.processorNanos,
                        a.compactedBytes + b.compactedBytes,
                        a.stalledMicros + b.stalledMicros))
                .orElseThrow();
    }

    /** Elapsed, a refresh. */
    public double micros() {
        return elapsedNanos / 1000.0 / refreshes;
    }

    /** Of processor time, a refresh. */
    public double processorMicros() {
        return processorNanos / 1000.0 / refreshes;
    }

    /** Written by compactions, a refresh. */
    public double compactedKib() {
        return compactedBytes / 1024 / refreshes;
    }

    /** Of the elapsed time. */
    public double stalledShare() {
        return stalledMicros * 1000 / elapsedNanos;
    }
}
