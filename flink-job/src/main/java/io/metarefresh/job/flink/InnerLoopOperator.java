package io.metarefresh.job.flink;

import io.metarefresh.job.batch.BatchRules;
import io.metarefresh.job.batch.EmbeddingModel;
import io.metarefresh.job.batch.Publisher;
import io.metarefresh.job.batch.RefreshBatch;
import io.metarefresh.job.record.Publication;
import io.metarefresh.job.record.Refresh;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects refreshes of many entities and adapts them in one call of the inner loop. A batch is flushed when it is full, when its
 * first entity has waited for the linger, before every checkpoint barrier and at the end of the input: nothing is ever held
 * across a checkpoint, so there is no state.
 */
public final class InnerLoopOperator extends AbstractStreamOperator<Publication>
        implements OneInputStreamOperator<Refresh, Publication>, BoundedOneInput {
    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = LoggerFactory.getLogger(InnerLoopOperator.class);

    private final BatchRules rules;
    private final ModelFactory modelFactory;

    private transient RefreshBatch batch;
    private transient EmbeddingModel model;
    private transient Publisher publisher;
    private transient RefreshMetrics refreshMetrics;
    private transient ScheduledFuture<?> linger;

    public InnerLoopOperator(BatchRules rules, ModelFactory modelFactory) {
        this.rules = rules;
        this.modelFactory = modelFactory;
    }

    @Override
    public void open() throws Exception {
        super.open();
        batch = new RefreshBatch();
        model = modelFactory.open();
        model.warmUp();
        publisher = new Publisher(model);
        refreshMetrics = new RefreshMetrics(getRuntimeContext(), getMetricGroup());
    }

    @Override
    public void processElement(StreamRecord<Refresh> element) {
        batch.add(element.getValue());
        if (batch.size() >= rules.maxSize() || rules.linger().isZero()) {
            flush();
        } else if (linger == null) {
            long due = getProcessingTimeService().getCurrentProcessingTime()
                    + rules.linger().toMillis();
            linger = getProcessingTimeService().registerTimer(due, time -> flush());
        }
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        flush();
    }

    @Override
    public void endInput() {
        flush();
    }

    private void flush() {
        if (linger != null) {
            linger.cancel(false);
            linger = null;
        }
        if (batch.isEmpty()) {
            return;
        }
        List<Refresh> refreshes = batch.drain();
        long startNanos = System.nanoTime();
        List<Publisher.Published> results = publisher.publish(refreshes);
        refreshMetrics.batch(refreshes.size(), (System.nanoTime() - startNanos) / 1000);
        long nowMillis = System.currentTimeMillis();
        for (Publisher.Published published : results) {
            if (published.guarded()) {
                LOGGER.warn(
                        "GUARD: the embedding of '{}' from snapshot {}@{} was refused, {}",
                        published.refresh().entityId(),
                        model.modelName(),
                        model.modelVersion(),
                        published.publication() == null
                                ? "and nothing is published because the un-adapted one is not finite either"
                                : "the un-adapted one is published");
            }
            refreshMetrics.published(published, nowMillis);
            if (published.publication() != null) {
                output.collect(new StreamRecord<>(published.publication()));
            }
        }
    }

    @Override
    public void close() throws Exception {
        if (model != null) {
            model.close();
        }
        super.close();
    }
}
