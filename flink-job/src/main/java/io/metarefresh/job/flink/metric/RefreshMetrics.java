package io.metarefresh.job.flink.metric;

import io.metarefresh.job.batch.Publisher;
import io.metarefresh.job.record.CountNames;
import io.metarefresh.job.record.Publication;
import io.metarefresh.job.record.Reason;
import java.util.EnumMap;
import java.util.Map;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/** Metrics of the inner loop, below the group {@code metarefresh}; the counts are accumulators too. */
public final class RefreshMetrics {
    /** Values that a histogram looks back on. */
    private static final int WINDOW = 2048;

    private final int maxBatchSize;
    private final Map<Reason, LongCounter> byReason = new EnumMap<>(Reason.class);
    private final LongCounter tombstones = new LongCounter();
    private final LongCounter guardTrips = new LongCounter();
    private final LongCounter suppressed = new LongCounter();
    private final Histogram batchSize = new DescriptiveStatisticsHistogram(WINDOW);
    private final Histogram batchFillPercent = new DescriptiveStatisticsHistogram(WINDOW);
    private final Histogram innerLoopMicros = new DescriptiveStatisticsHistogram(WINDOW);
    private final Histogram freshnessMillis = new DescriptiveStatisticsHistogram(WINDOW);
    private final Histogram supportSize = new DescriptiveStatisticsHistogram(WINDOW);
    private final RollingMean lossBefore = new RollingMean(WINDOW);
    private final RollingMean lossAfter = new RollingMean(WINDOW);

    /** @param maxBatchSize entities that a batch holds at most */
    public RefreshMetrics(RuntimeContext context, MetricGroup operatorGroup, int maxBatchSize) {
        this.maxBatchSize = maxBatchSize;
        MetricGroup group = operatorGroup.addGroup(Counts.METRIC_GROUP);
        for (Reason reason : Reason.values()) {
            LongCounter counter = new LongCounter();
            byReason.put(reason, counter);
            export(CountNames.refreshes(reason), counter, group, context);
        }
        export(CountNames.TOMBSTONES, tombstones, group, context);
        export(CountNames.GUARD_TRIPS, guardTrips, group, context);
        export(CountNames.SUPPRESSED, suppressed, group, context);
        group.histogram("batch_size", batchSize);
        group.histogram("batch_fill_percent", batchFillPercent);
        group.histogram("inner_loop_micros", innerLoopMicros);
        group.histogram("freshness_millis", freshnessMillis);
        group.histogram("support_size", supportSize);
        group.gauge("support_loss_before", lossBefore::mean);
        group.gauge("support_loss_after", lossAfter::mean);
    }

    private static void export(String name, LongCounter counter, MetricGroup group, RuntimeContext context) {
        group.gauge(name, counter::getLocalValuePrimitive);
        context.addAccumulator(name, counter);
    }

    public void batch(int size, long micros) {
        batchSize.update(size);
        batchFillPercent.update(Math.round(100.0 * size / maxBatchSize));
        innerLoopMicros.update(micros);
    }

    /** Freshness is measured here, when the embedding is handed to the sink, against the record's Kafka timestamp. */
    public void published(Publisher.Published published, long nowMillis) {
        if (published.guarded()) {
            guardTrips.add(1);
        }
        if (published.publication() == null) {
            suppressed.add(1);
        } else {
            published.publication().embeddingOrTombstone(this::embedding, tombstone -> tombstones.add(1));
        }
        long newestInput = published.refresh().newestInputMillis();
        if (newestInput >= 0) {
            freshnessMillis.update(nowMillis - newestInput);
        }
    }

    /** Losses count in pairs: GUARD publishes none after adapting, and rows without weight have none. */
    private void embedding(Publication.Embedding embedding) {
        byReason.get(embedding.reason()).add(1);
        supportSize.update(embedding.supportSize());
        if (embedding.supportLossBefore() != null && embedding.supportLossAfter() != null) {
            lossBefore.add(embedding.supportLossBefore());
            lossAfter.add(embedding.supportLossAfter());
        }
    }
}
