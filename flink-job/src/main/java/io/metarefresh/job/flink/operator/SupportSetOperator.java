package io.metarefresh.job.flink.operator;

import io.metarefresh.job.batch.EmbeddingModel;
import io.metarefresh.job.flink.metric.RolloutMetrics;
import io.metarefresh.job.flink.serializer.RolloutStateSerializer;
import io.metarefresh.job.member.MemberRules;
import io.metarefresh.job.record.AdmittedSnapshot;
import io.metarefresh.job.record.EntityInteraction;
import io.metarefresh.job.record.ProfileChange;
import io.metarefresh.job.record.SideInput;
import io.metarefresh.job.record.SnapshotSwitch;
import io.metarefresh.job.rollout.RolloutState;
import io.metarefresh.job.rollout.StartSnapshot;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs {@link SupportSetFunction}, says which snapshot the inner loop runs, and on a new one has every known entity adapted anew.
 *
 * <p>An admitted snapshot arrives on the second input, of every subtask. Its model is opened in the background
 * ({@link SnapshotOpening}); then a {@link SnapshotSwitch} goes to the inner loop, and the entities of this subtask are adapted anew
 * ({@link Rollout}), also after a restart and with another parallelism.
 *
 * <p>State beside the function's: {@code snapshots}, union list state of {@link RolloutState}.
 */
public final class SupportSetOperator extends EndFlushingOperator {
    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = LoggerFactory.getLogger(SupportSetOperator.class);

    /**
     * What it needs beyond the function.
     *
     * @param start what a job without state runs first
     * @param membersPerSecond pace of a rollout, of the whole job
     * @param cacheBytes what the entities that acted last may take on the heap of a subtask; 0 for no cache
     * @param models opens models
     */
    public record Settings(AdmittedSnapshot start, int membersPerSecond, long cacheBytes, ModelFactory models)
            implements Serializable {}

    private final Settings settings;
    private final SupportSetFunction function;
    private transient MailboxExecutor mailbox;

    private transient ListState<RolloutState> snapshotState;
    private transient List<RolloutState> restored;
    private transient boolean hasToRollOut;

    private transient AdmittedSnapshot running;
    private transient SnapshotOpening opening;
    private transient Rollout rollout;

    public SupportSetOperator(MemberRules rules, Settings settings) {
        this(new SupportSetFunction(rules, settings.cacheBytes()), settings);
    }

    private SupportSetOperator(SupportSetFunction function, Settings settings) {
        super(function);
        this.function = function;
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
        snapshotState = context.getOperatorStateStore()
                .getUnionListState(new ListStateDescriptor<>("snapshots", new RolloutStateSerializer()));
        restored = new ArrayList<>();
        snapshotState.get().forEach(restored::add);
        running = StartSnapshot.afterRestore(
                settings.start(),
                restored.stream()
                        .filter(RolloutState::ran)
                        .map(RolloutState::snapshot)
                        .toList());
        hasToRollOut = context.isRestored() && !wasRolledOut();
    }

    /** Whether every subtask before had rolled out what runs now. */
    private boolean wasRolledOut() {
        return !restored.isEmpty()
                && restored.stream()
                        .filter(RolloutState::ran)
                        .allMatch(before -> before.phase() == RolloutState.Phase.ROLLED_OUT
                                && before.snapshot().modelVersion() == running.modelVersion());
    }

    @Override
    public void open() throws Exception {
        super.open();
        ProcessingTimeService clock = getProcessingTimeService();
        opening = new SnapshotOpening(
                settings.models(),
                new BackgroundWork("snapshot-opening", getUserCodeClassloader(), mailbox),
                clock,
                this::switchTo);
        rollout = new Rollout(
                new KnownEntities(),
                (double) settings.membersPerSecond()
                        / getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks(),
                clock,
                mailbox,
                new RolloutMetrics(getMetricGroup(), () -> running.modelVersion()));
        // Of the chain this step is opened last: the inner loop is ready for its first snapshot.
        run(running, null);
        if (hasToRollOut) {
            rollout.start(running.id());
        }
        restored.stream()
                .filter(before -> !before.ran())
                .map(RolloutState::snapshot)
                .max(Comparator.comparingLong(AdmittedSnapshot::modelVersion))
                .ifPresent(this::await);
        restored = null;
    }

    @Override
    public void processElement1(StreamRecord<EntityInteraction> element) throws Exception {
        rollout.inputCame();
        super.processElement1(element);
    }

    @Override
    public void processElement2(StreamRecord<SideInput> element) throws Exception {
        if (element.getValue() instanceof AdmittedSnapshot snapshot) {
            await(snapshot);
        } else {
            rollout.inputCame();
            super.processElement2(element);
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

    private void await(AdmittedSnapshot snapshot) {
        if (snapshot.modelVersion() > running.modelVersion()) {
            opening.await(snapshot);
        }
    }

    private void switchTo(AdmittedSnapshot snapshot, EmbeddingModel model) {
        LOGGER.info("snapshot {} runs now, after {}", snapshot.id(), running.id());
        running = snapshot;
        run(snapshot, model);
        try {
            rollout.start(snapshot.id());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void run(AdmittedSnapshot snapshot, EmbeddingModel prepared) {
        function.useModelVersion(snapshot.modelVersion());
        output.collect(new StreamRecord<>(new SnapshotSwitch(snapshot, prepared)));
    }

    private final class KnownEntities implements Rollout.Entities {
        @Override
        public MemberWalk walk(long nowMillis) throws IOException {
            // The walk knows only what is stored.
            function.writeBack();
            return MemberWalk.of(getKeyedStateBackend(), nowMillis);
        }

        @Override
        public boolean adaptAnew(String entityId) throws IOException {
            setCurrentKey(entityId);
            return function.adaptAnew(entityId, timers(), getCollector());
        }
    }

    /** What is left of a rollout is done first: PACE holds some of that back, too. */
    @Override
    void publishWhatWaits() throws Exception {
        rollout.finish();
        super.publishWhatWaits();
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        List<RolloutState> states = new ArrayList<>();
        states.add(new RolloutState(
                running, rollout.isRunning() ? RolloutState.Phase.ROLLING_OUT : RolloutState.Phase.ROLLED_OUT));
        opening.awaited().ifPresent(snapshot -> states.add(new RolloutState(snapshot, RolloutState.Phase.AWAITED)));
        snapshotState.update(states);
    }

    @Override
    public void close() throws Exception {
        if (rollout != null) {
            rollout.close();
        }
        if (opening != null) {
            opening.close();
        }
        super.close();
    }
}
