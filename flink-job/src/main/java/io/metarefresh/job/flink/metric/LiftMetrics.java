package io.metarefresh.job.flink.metric;

import io.metarefresh.job.lift.LiveLift;
import org.apache.flink.metrics.MetricGroup;

/** What adapting is worth, below the group {@code metarefresh}; nothing where nothing is sampled is NaN. */
public final class LiftMetrics {
    private LiftMetrics() {}

    public static void export(LiveLift lift, MetricGroup operatorGroup) {
        MetricGroup group = operatorGroup.addGroup(Counts.METRIC_GROUP);
        group.gauge("lift_samples", lift::samples);
        group.gauge("lift_auc_adapted", lift::adaptedAuc);
        group.gauge("lift_auc_unadapted", lift::unadaptedAuc);
        group.gauge("lift_loss_reduction", lift::lossReduction);
    }
}
