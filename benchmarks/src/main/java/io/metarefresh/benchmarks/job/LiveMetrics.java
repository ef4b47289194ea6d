package io.metarefresh.benchmarks.job;

import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/**
 * Reads the metrics of the jobs in this process at any moment, without the delay with which accumulators reach the JobManager.
 * Registered with Flink as the metric reporter {@value #NAME}.
 */
public final class LiveMetrics implements MetricReporter {
    static final String NAME = "live";

    private record Registered(String job, String name) {}

    private static final Map<Metric, Registered> METRICS = new ConcurrentHashMap<>();

    /** Found by Flink as a service. */
    public static final class Factory implements MetricReporterFactory {
        @Override
        public MetricReporter createMetricReporter(Properties properties) {
            return new LiveMetrics();
        }
    }

    /** Sum over all subtasks of the numbers of that name, of a histogram its count; 0 where there is none (yet). */
    public static double sum(String job, String name) {
        double sum = 0;
        for (Map.Entry<Metric, Registered> entry : METRICS.entrySet()) {
            if (entry.getValue().job().equals(job) && entry.getValue().name().equals(name)) {
                sum += number(entry.getKey());
            }
        }
        return sum;
    }

    private static double number(Metric metric) {
        if (metric instanceof Gauge<?> gauge && gauge.getValue() instanceof Number value) {
            return value.doubleValue();
        }
        if (metric instanceof Histogram histogram) {
            return histogram.getCount();
        }
        return metric instanceof Counter counter ? counter.getCount() : 0;
    }

    @Override
    public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
        String job = group.getAllVariables().get("<job_name>");
        if (job != null) {
            METRICS.put(metric, new Registered(job, name));
        }
    }

    @Override
    public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {
        METRICS.remove(metric);
    }

    @Override
    public void open(MetricConfig config) {}

    @Override
    public void close() {}
}
