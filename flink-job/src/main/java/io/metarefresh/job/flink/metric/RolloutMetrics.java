package io.metarefresh.job.flink.metric;

import java.util.function.LongSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MeterView;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;

/** Progress of rollouts in one subtask, below the group {@code metarefresh}. */
public final class RolloutMetrics {
    private static final int RATE_OVER_SECONDS = 10;

    private final Counter adapted = new SimpleCounter();
    private volatile boolean rollsOut;

    /** @param runningVersion of the snapshot that this subtask runs */
    public RolloutMetrics(MetricGroup operatorGroup, LongSupplier runningVersion) {
        MetricGroup group = operatorGroup.addGroup(Counts.METRIC_GROUP);
        group.gauge("snapshot_version", runningVersion::getAsLong);
        group.gauge("rollout_running", () -> rollsOut ? 1 : 0);
        group.counter("rollout_members", adapted);
        group.meter("rollout_members_per_second", new MeterView(adapted, RATE_OVER_SECONDS));
    }

    /** Whether a rollout is going on. */
    public void rollsOut(boolean isRunning) {
        rollsOut = isRunning;
    }

    /** One more entity was adapted anew. */
    public void adapted() {
        adapted.inc();
    }
}
