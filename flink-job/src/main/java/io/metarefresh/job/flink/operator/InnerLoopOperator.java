package io.metarefresh.job.flink.operator;

import io.metarefresh.job.batch.BatchRules;
import io.metarefresh.job.batch.EmbeddingModel;
import io.metarefresh.job.batch.GuardWarnings;
import io.metarefresh.job.batch.Publisher;
import io.metarefresh.job.batch.RefreshBatch;
import io.metarefresh.job.flink.metric.LiftMetrics;
import io.metarefresh.job.flink.metric.RefreshMetrics;
import io.metarefresh.job.lift.LiftSample;
import io.metarefresh.job.lift.LiveLift;
import io.metarefresh.job.record.InnerLoopInput;
import io.metarefresh.job.record.Publication;
import io.metarefresh.job.record.Refresh;
import io.metarefresh.job.record.SnapshotSwitch;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects refreshes of many entities and adapts them in one call of the inner loop, in a thread beside the task's own, so that the
 * next batch collects meanwhile. A batch is handed over when it is full, when the input pauses and when its first entity has waited
 * for the linger, but while the worker is busy only when it is full: load fills batches by itself. Before every checkpoint barrier, at
 * the end of the input and before a new snapshot it is handed over and waited for: nothing is ever held across a checkpoint, so
 * there is no state.
 *
 * <p>The input pauses when {@code QUIET_TURNS} turns of the task's mailbox on end brought no refresh; in each it takes one more
 * record where there is one. So a lone refresh does not wait for company that is not there, and under load batches fill, although
 * PACE lets most records pass without a refresh.
 *
 * <p>The keyed step tells it which snapshot to run, before the first refresh and between any two. What waits is adapted with the
 * snapshot before, everything after with the new one.
 *
 * <p>Decision: {@code docs/decisions/0012-when-a-batch-is-flushed.md}.
 */
public final class InnerLoopOperator extends AbstractStreamOperator<Publication>
        implements OneInputStreamOperator<InnerLoopInput, Publication>, BoundedOneInput {
    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = LoggerFactory.getLogger(InnerLoopOperator.class);

    /** Without input they are mails that do nothing; with coalesced input they are over before the default linger. */
    static final int QUIET_TURNS = 32;

    private final BatchRules rules;
    private final LiftSample liftSample;
    private final ModelFactory modelFactory;

    private final transient MailboxExecutor mailbox;

    private transient RefreshBatch batch;
    private transient EmbeddingModel model;
    private transient Publisher publisher;
    private transient RefreshMetrics refreshMetrics;
    private transient GuardWarnings guardWarnings;
    private transient LiveLift lift;
    private transient ScheduledFuture<?> linger;
    private transient long arrivals;
    private transient boolean watchesForPause;
    private transient BatchWorker<Adapted> worker;
    /** Whether what is collected goes over as soon as the worker is free. */
    private transient boolean isDue;

    /** What came of a batch. */
    private record Adapted(List<Publisher.Published> results, long micros) {}

    private InnerLoopOperator(
            StreamOperatorParameters<Publication> parameters,
            BatchRules rules,
            LiftSample liftSample,
            ModelFactory modelFactory) {
        super(parameters);
        this.mailbox = parameters.getMailboxExecutor();
        this.rules = rules;
        this.liftSample = liftSample;
        this.modelFactory = modelFactory;
    }

    /** Makes the operator where its task runs. */
    public static final class Factory extends OneInputFactory<InnerLoopInput, Publication> {
        private static final long serialVersionUID = 1L;

        public Factory(BatchRules rules, LiftSample liftSample, ModelFactory modelFactory) {
            super(
                    InnerLoopOperator.class,
                    parameters -> new InnerLoopOperator(parameters, rules, liftSample, modelFactory));
            // In one chain with the keyed step: a request crosses no network.
            setChainingStrategy(ChainingStrategy.ALWAYS);
        }
    }

    @Override
    public void open() throws Exception {
        super.open();
        batch = new RefreshBatch();
        worker = new BatchWorker<>("inner-loop", getUserCodeClassloader(), mailbox, this::take);
        refreshMetrics = new RefreshMetrics(getRuntimeContext(), getMetricGroup(), rules.maxSize());
        guardWarnings = new GuardWarnings(LOGGER::warn);
        lift = new LiveLift(liftSample);
        LiftMetrics.export(lift, getMetricGroup());
    }

    @Override
    public void processElement(StreamRecord<InnerLoopInput> element) throws Exception {
        element.getValue().refreshOrSwitch(this::add, this::run);
    }

    private void run(SnapshotSwitch next) throws Exception {
        // What waits is adapted by the snapshot before.
        flush();
        EmbeddingModel before = model;
        if (next.prepared() instanceof EmbeddingModel prepared) {
            model = prepared;
        } else {
            model = modelFactory.open(next.snapshot());
            model.warmUp();
        }
        publisher = new Publisher(model);
        lift.use(model);
        if (before != null) {
            before.close();
        }
    }

    private void add(Refresh refresh) throws InterruptedException {
        batch.add(refresh);
        arrivals++;
        if (batch.size() >= rules.maxSize() || rules.linger().isZero()) {
            handOver();
            return;
        }
        if (!watchesForPause) {
            watchesForPause = true;
            watchForPause(arrivals, QUIET_TURNS);
        }
        if (linger == null) {
            long due = getProcessingTimeService().getCurrentProcessingTime()
                    + rules.linger().toMillis();
            linger = getProcessingTimeService().registerTimer(due, time -> handOverWhenFree());
        }
    }

    private void watchForPause(long arrivalsBefore, int quietTurnsLeft) {
        mailbox.execute(
                () -> {
                    if (batch.isEmpty() || quietTurnsLeft == 0) {
                        watchesForPause = false;
                        handOverWhenFree();
                    } else {
                        watchForPause(arrivals, arrivals == arrivalsBefore ? quietTurnsLeft - 1 : QUIET_TURNS);
                    }
                },
                "flush of the batch when the input pauses");
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws InterruptedException {
        flush();
    }

    @Override
    public void endInput() throws InterruptedException {
        flush();
    }

    /** Returns when everything that came is published. */
    private void flush() throws InterruptedException {
        handOver();
        worker.await();
    }

    /** What is due while the batch before is still worked on goes on collecting until that is done. */
    private void handOverWhenFree() throws InterruptedException {
        if (worker.isBusy()) {
            isDue = true;
        } else {
            handOver();
        }
    }

    private void handOver() throws InterruptedException {
        isDue = false;
        if (linger != null) {
            linger.cancel(false);
            linger = null;
        }
        if (batch.isEmpty()) {
            return;
        }
        List<Refresh> refreshes = batch.drain();
        Publisher bySnapshot = publisher;
        worker.handOver(() -> {
            long startNanos = System.nanoTime();
            List<Publisher.Published> results = bySnapshot.publish(refreshes);
            long micros = (System.nanoTime() - startNanos) / 1000;
            // Here, because the model is this thread's.
            lift.measure(refreshes);
            return new Adapted(results, micros);
        });
    }

    private void take(Adapted adapted) throws InterruptedException {
        refreshMetrics.batch(adapted.results().size(), adapted.micros());
        long nowMillis = System.currentTimeMillis();
        long clockMillis = getProcessingTimeService().getCurrentProcessingTime();
        for (Publisher.Published published : adapted.results()) {
            if (published.guarded()) {
                guardWarnings.refused(published, model.modelName() + "@" + model.modelVersion(), clockMillis);
            }
            refreshMetrics.published(published, nowMillis);
            if (published.publication() != null) {
                output.collect(new StreamRecord<>(published.publication()));
            }
        }
        if (isDue) {
            handOver();
        }
    }

    @Override
    public void close() throws Exception {
        if (worker != null) {
            worker.close();
        }
        if (guardWarnings != null) {
            guardWarnings.close();
        }
        if (model != null) {
            model.close();
        }
        super.close();
    }
}
