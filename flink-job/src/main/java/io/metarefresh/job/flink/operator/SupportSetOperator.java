package io.metarefresh.job.flink.operator;

import io.metarefresh.job.batch.EmbeddingModel;
import io.metarefresh.job.flink.metric.CacheMetrics;
import io.metarefresh.job.flink.metric.OutcomeCounts;
import io.metarefresh.job.flink.metric.RolloutMetrics;
import io.metarefresh.job.member.CachedMembers;
import io.metarefresh.job.member.EntityStep;
import io.metarefresh.job.member.MemberRules;
import io.metarefresh.job.record.AdmittedSnapshot;
import io.metarefresh.job.record.EntityInteraction;
import io.metarefresh.job.record.InnerLoopInput;
import io.metarefresh.job.record.ProfileChange;
import io.metarefresh.job.record.SideInput;
import io.metarefresh.job.record.SnapshotSwitch;
import java.io.IOException;
import java.io.Serializable;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedMultiInput;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * The keyed step: selects the entity of an input or a timer as Flink's current key and lets {@link EntityStep} work. Says which
 * snapshot the inner loop runs, and on a new one has every known entity adapted anew ({@link SnapshotSwitching}).
 *
 * <p>State, keyed by entity: that of {@link KeyedMemberStore}, written before every checkpoint, and timers. Operator state: that of
 * {@link OutcomeCounts} and {@link SnapshotSwitching}.
 *
 * <p>Flink drops processing-time timers when all inputs have ended, at the ends of bounded topics or for a drain. So everything that
 * PACE holds back is emitted then, one entity after the other.
 */
public final class SupportSetOperator extends AbstractStreamOperator<InnerLoopInput>
        implements TwoInputStreamOperator<EntityInteraction, SideInput, InnerLoopInput>,
                Triggerable<String, VoidNamespace>,
                BoundedMultiInput {
    private static final long serialVersionUID = 1L;

    private static final int INPUTS = 2;

    /** Flink's name for the timers of a keyed function. Those of stored savepoints have it. */
    static final String TIMERS = "user-timers";

    /**
     * What it needs beyond the rules.
     *
     * @param start what a job without state runs first
     * @param membersPerSecond pace of a rollout, of the whole job
     * @param cacheBytes what the entities that acted last may take on the heap of a subtask; 0 for no cache
     * @param models opens models
     */
    public record Settings(AdmittedSnapshot start, int membersPerSecond, long cacheBytes, ModelFactory models)
            implements Serializable {}

    private final MemberRules rules;
    private final Settings settings;
    private transient MailboxExecutor mailbox;

    private transient OutcomeCounts counts;
    private transient SnapshotSwitching snapshots;
    private transient EntityStep step;
    private transient StreamRecord<InnerLoopInput> emitted;
    private transient int endedInputs;

    public SupportSetOperator(MemberRules rules, Settings settings) {
        this.rules = rules;
        this.settings = settings;
    }

    @Override
    public void setMailboxExecutor(MailboxExecutor mailboxExecutor) {
        super.setMailboxExecutor(mailboxExecutor);
        mailbox = mailboxExecutor;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        counts = new OutcomeCounts();
        counts.initialize(context.getOperatorStateStore());
        snapshots = new SnapshotSwitching(settings.start(), context);
    }

    @Override
    public void open() throws Exception {
        super.open();
        emitted = new StreamRecord<>(null);
        CachedMembers members = new CachedMembers(
                new KeyedMemberStore(getRuntimeContext()), this::setCurrentKey, settings.cacheBytes());
        step = new EntityStep(
                rules,
                members,
                new KeyedTimers(getInternalTimerService(TIMERS, VoidNamespaceSerializer.INSTANCE, this)),
                this::emit);
        counts.export(getRuntimeContext());
        CacheMetrics.export(members, getMetricGroup());
        // Of the chain this step is opened last: the inner loop is ready for its first snapshot.
        snapshots.open(
                new Rollout(
                        new KnownEntities(),
                        (double) settings.membersPerSecond()
                                / getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks(),
                        getProcessingTimeService(),
                        mailbox,
                        new RolloutMetrics(getMetricGroup(), snapshots::runningVersion)),
                opened -> new SnapshotOpening(
                        settings.models(),
                        new BackgroundWork("snapshot-opening", getUserCodeClassloader(), mailbox),
                        getProcessingTimeService(),
                        opened),
                this::run);
    }

    @Override
    public void processElement1(StreamRecord<EntityInteraction> element) throws Exception {
        snapshots.inputCame();
        counts.count(step.accept(element.getValue()));
    }

    @Override
    public void processElement2(StreamRecord<SideInput> element) throws Exception {
        SideInput input = element.getValue();
        if (input instanceof ProfileChange change) {
            snapshots.inputCame();
            counts.count(step.accept(change));
        } else if (input instanceof AdmittedSnapshot snapshot) {
            snapshots.await(snapshot);
        } else {
            throw new IllegalArgumentException("neither of an entity nor a snapshot: " + input);
        }
    }

    @Override
    @SuppressWarnings("rawtypes")
    public void setKeyContextElement2(StreamRecord record) {
        // A snapshot is about no entity, and comes by broadcast.
        if (record.getValue() instanceof ProfileChange change) {
            setCurrentKey(change.entityId());
        }
    }

    @Override
    public boolean hasKeyContext2() {
        return true;
    }

    @Override
    public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
        step.onEventTimer(timer.getKey());
    }

    @Override
    public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
        step.flush(timer.getKey());
    }

    /**
     * The final watermark is passed on but does not move event time. It would fire, and so delete, every event-time timer, and the
     * job that goes on from the savepoint of a drain needs them. It does not tell that the input has ended either: it comes when one
     * reader is at its end while the others are idle.
     */
    @Override
    public void processWatermark(Watermark mark) throws Exception {
        if (mark.getTimestamp() < Long.MAX_VALUE) {
            super.processWatermark(mark);
        } else {
            output.emitWatermark(mark);
        }
    }

    @Override
    public void endInput(int inputId) throws Exception {
        endedInputs++;
        if (endedInputs == INPUTS) {
            // The rollout first: PACE holds some of that back, too.
            snapshots.finish();
            emitWhatWaits();
        }
    }

    private void emitWhatWaits() throws Exception {
        try (MemberWalk walk = walk(getProcessingTimeService().getCurrentProcessingTime())) {
            while (walk.hasNext()) {
                String entityId = walk.next();
                setCurrentKey(entityId);
                step.flush(entityId);
            }
        }
    }

    private MemberWalk walk(long nowMillis) throws IOException {
        // The walk knows only what is stored.
        writeBack();
        return MemberWalk.of(getKeyedStateBackend(), nowMillis);
    }

    /** From here on Flink's state is what all inputs so far made of it. The current key is another one afterwards. */
    void writeBack() throws IOException {
        step.writeBack();
    }

    private final class KnownEntities implements Rollout.Entities {
        @Override
        public MemberWalk walk(long nowMillis) throws IOException {
            return SupportSetOperator.this.walk(nowMillis);
        }

        @Override
        public boolean adaptAnew(String entityId) throws IOException {
            setCurrentKey(entityId);
            return step.adaptAnew(entityId);
        }
    }

    private void run(AdmittedSnapshot snapshot, EmbeddingModel prepared) {
        step.useModelVersion(snapshot.modelVersion());
        emit(new SnapshotSwitch(snapshot, prepared));
    }

    private void emit(InnerLoopInput input) {
        output.collect(emitted.replace(input));
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        writeBack();
        counts.snapshot();
        snapshots.snapshotState();
    }

    @Override
    public void close() throws Exception {
        if (snapshots != null) {
            snapshots.close();
        }
        super.close();
    }
}
