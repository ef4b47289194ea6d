package io.metarefresh.job.flink.metric;

import io.metarefresh.job.member.CachedMembers;
import org.apache.flink.metrics.MetricGroup;

/** What the cache of entities does, below the group {@code metarefresh}. */
public final class CacheMetrics {
    private CacheMetrics() {}

    public static void export(CachedMembers cache, MetricGroup operatorGroup) {
        MetricGroup group = operatorGroup.addGroup(Counts.METRIC_GROUP);
        group.gauge("cache_hits", cache::hits);
        group.gauge("cache_misses", cache::misses);
        group.gauge("cache_bytes", cache::bytes);
        group.gauge("cache_changed_entities", cache::changedEntities);
    }
}
