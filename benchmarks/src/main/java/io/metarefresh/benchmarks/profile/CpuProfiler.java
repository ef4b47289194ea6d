package io.metarefresh.benchmarks.profile;

import java.io.IOException;
import one.profiler.AsyncProfiler;

/**
 * Samples the processor time of all threads of this process, native code included, by timer signals: unlike Java's own samplers it
 * neither waits for a safepoint nor misses RocksDB and BLAS.
 */
public final class CpuProfiler {
    /** No shorter than the tick of most kernels. */
    private static final String INTERVAL = "4ms";

    private CpuProfiler() {}

    public static void start() throws IOException {
        AsyncProfiler.getInstance().execute("start,event=itimer,interval=" + INTERVAL + ",threads,cstack=fp");
    }

    /** Ends the sampling and returns a line per stack: thread and frames from the root, separated by semicolons, and its samples. */
    public static String stop() throws IOException {
        AsyncProfiler profiler = AsyncProfiler.getInstance();
        profiler.execute("stop");
        return profiler.execute("collapsed,threads");
    }
}
