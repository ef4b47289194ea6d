package io.metarefresh.job.flink.metric;

/** The mean of the last values; NaN without any. Written by one thread, read by others. */
final class RollingMean {
    private final double[] values;
    private int size;
    private int next;

    /** @param capacity values that are looked back on */
    RollingMean(int capacity) {
        values = new double[capacity];
    }

    synchronized void add(double value) {
        values[next] = value;
        next = (next + 1) % values.length;
        size = Math.min(size + 1, values.length);
    }

    /** Added up anew each time: a running sum would keep the rounding of everything that ever passed. */
    synchronized double mean() {
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += values[i];
        }
        return size == 0 ? Double.NaN : sum / size;
    }
}
