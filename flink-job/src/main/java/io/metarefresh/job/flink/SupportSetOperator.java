package io.metarefresh.job.flink;

import io.metarefresh.job.batch.EmbeddingModel;
import io.metarefresh.job.member.MemberRules;
import io.metarefresh.job.record.AdmittedSnapshot;
import io.metarefresh.job.record.EntityInteraction;
import io.metarefresh.job.record.Notice;
import io.metarefresh.job.record.ProfileChange;
import io.metarefresh.job.record.SnapshotSwitch;
import io.metarefresh.job.rollout.BackOff;
import io.metarefresh.job.rollout.RolloutPace;
import io.metarefresh.job.rollout.RolloutState;
import io.metarefresh.job.rollout.StartSnapshot;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.BoundedMultiInput;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs {@link SupportSetFunction}, says which snapshot the inner loop runs, and on a new one has every known entity adapted anew.
 *
 * <p>An admitted snapshot arrives on the second input, of every subtask. Its model is opened in the background; then a
 * {@link SnapshotSwitch} goes to the inner loop, and the entities of this subtask are walked through. Each entity's header says under
 * which version it was published last, so the walk needs no progress in state: after a restart, also with another
 * parallelism, it starts over, passes those that are done, and goes on with the rest.
 *
 * <p>Live refreshes go first: the walk takes a few entities at a time, in a turn of the task's mailbox before which no input
 * came, and where the input never pauses only so often that it ends some day.
 *
 * <p>State beside the function's: {@code snapshots}, union list state of {@link RolloutState}.
 */
public final class SupportSetOperator extends EndFlushingOperator implements BoundedMultiInput {
    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = LoggerFactory.getLogger(SupportSetOperator.class);

    /** Entities adapted anew in one go: few enough that a live refresh hardly notices, enough for a matrix product. */
    private static final int QUANTUM = 16;

    /** Entities looked at in one go, where most are done already. */
    private static final int QUANTUM_LOOKED_AT = 256;

    /** How often one go is taken although the input does not pause. */
    private static final long LONGEST_YIELD_MILLIS = 200;

    private static final long TICK_MILLIS = 20;

    private static final BackOff OF_OPENING = new BackOff(Duration.ofSeconds(1), Duration.ofMinutes(1), 0);

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
    private transient BackgroundWork background;
    private transient RolloutMetrics metricsOfRollout;

    private transient AdmittedSnapshot running;
    private transient AdmittedSnapshot awaited;
    private transient int openingFailures;
    private transient MemberWalk walk;
    private transient RolloutPace pace;
    private transient boolean rolledOut;
    private transient boolean stepIsDue;
    private transient long lastStepMillis;
    private transient long arrivals;
    private transient int endedInputs;

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
        rolledOut = !context.isRestored()
                || (!restored.isEmpty()
                        && restored.stream()
                                .filter(RolloutState::ran)
                                .allMatch(before -> before.phase() == RolloutState.Phase.ROLLED_OUT
                                        && before.snapshot().modelVersion() == running.modelVersion()));
    }

    @Override
    public void open() throws Exception {
        super.open();
        background = new BackgroundWork("snapshot-opening", getUserCodeClassloader(), mailbox);
        metricsOfRollout = new RolloutMetrics(getMetricGroup(), () -> running.modelVersion(), () -> walk != null);
        // Of the chain this step is opened last: the inner loop is ready for its first snapshot.
        run(running, null);
        if (!rolledOut) {
            startRollout();
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
        arrivals++;
        super.processElement1(element);
    }

    @Override
    public void processElement2(StreamRecord<Notice> element) throws Exception {
        if (element.getValue() instanceof AdmittedSnapshot snapshot) {
            await(snapshot);
        } else {
            arrivals++;
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

    /** Opens it in the background unless it runs already. */
    private void await(AdmittedSnapshot snapshot) {
        if (snapshot.modelVersion() <= running.modelVersion()
                || (awaited != null && snapshot.modelVersion() <= awaited.modelVersion())) {
            return;
        }
        awaited = snapshot;
        openingFailures = 0;
        openAwaited(snapshot);
    }

    private void openAwaited(AdmittedSnapshot snapshot) {
        ModelFactory models = settings.models();
        background.run(
                () -> {
                    EmbeddingModel model = models.open(snapshot);
                    model.warmUp();
                    return model;
                },
                model -> opened(snapshot, model),
                e -> openingFailed(snapshot, e),
                EmbeddingModel::close);
    }

    private void opened(AdmittedSnapshot snapshot, EmbeddingModel model) {
        if (snapshot != awaited) {
            model.close();
            return;
        }
        awaited = null;
        LOGGER.info("snapshot {} runs now, after {}", snapshot.id(), running.id());
        running = snapshot;
        run(snapshot, model);
        startRollout();
    }

    /** It was admitted, so it is good: this machine cannot read it now. The one before goes on here until it can. */
    private void openingFailed(AdmittedSnapshot snapshot, Exception e) {
        if (snapshot != awaited) {
            return;
        }
        openingFailures++;
        long waitMillis = OF_OPENING.after(openingFailures).toMillis();
        LOGGER.warn(
                "admitted snapshot {} of {} cannot be opened here, attempt {}, the next in {} ms: {}; {} goes on",
                snapshot.id(),
                snapshot.uri(),
                openingFailures,
                waitMillis,
                e.toString(),
                running.id());
        long due = getProcessingTimeService().getCurrentProcessingTime() + waitMillis;
        getProcessingTimeService().registerTimer(due, time -> {
            if (snapshot == awaited) {
                openAwaited(snapshot);
            }
        });
    }

    private void run(AdmittedSnapshot snapshot, EmbeddingModel prepared) {
        function.useModelVersion(snapshot.modelVersion());
        output.collect(new StreamRecord<>(new SnapshotSwitch(snapshot, prepared)));
    }

    private void startRollout() {
        stopWalking();
        try {
            // The walk knows only what is stored.
            function.writeBack();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        long now = getProcessingTimeService().getCurrentProcessingTime();
        rolledOut = false;
        walk = MemberWalk.of(getKeyedStateBackend(), now);
        pace = new RolloutPace(
                (double) settings.membersPerSecond()
                        / getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks(),
                now);
        lastStepMillis = now;
        scheduleTick(walk, now);
    }

    private void scheduleTick(MemberWalk ofWalk, long now) {
        getProcessingTimeService().registerTimer(now + TICK_MILLIS, time -> {
            if (walk != ofWalk) {
                return;
            }
            pace.refill(getProcessingTimeService().getCurrentProcessingTime());
            stepSoon();
            scheduleTick(ofWalk, getProcessingTimeService().getCurrentProcessingTime());
        });
    }

    private void stepSoon() {
        if (walk != null && !stepIsDue && pace.allows()) {
            stepIsDue = true;
            long arrivalsBefore = arrivals;
            mailbox.execute(() -> stepUnlessBusy(arrivalsBefore), "rollout");
        }
    }

    private void stepUnlessBusy(long arrivalsBefore) throws Exception {
        stepIsDue = false;
        if (walk == null) {
            return;
        }
        long now = getProcessingTimeService().getCurrentProcessingTime();
        if (arrivals == arrivalsBefore || now - lastStepMillis >= LONGEST_YIELD_MILLIS) {
            lastStepMillis = now;
            step();
        }
        stepSoon();
    }

    private void step() throws Exception {
        int adapted = 0;
        int lookedAt = 0;
        while (walk.hasNext() && adapted < QUANTUM && lookedAt < QUANTUM_LOOKED_AT && pace.allows()) {
            lookedAt++;
            if (adaptNext()) {
                adapted++;
                pace.take();
            }
        }
        metricsOfRollout.adapted(adapted);
        if (!walk.hasNext()) {
            endRollout();
        }
    }

    private boolean adaptNext() throws Exception {
        String entityId = walk.next();
        setCurrentKey(entityId);
        boolean adapts = function.adaptAnew(entityId, timers(), getCollector());
        if (adapts) {
            walk.countAdapted();
        }
        return adapts;
    }

    private void endRollout() {
        LOGGER.info(
                "rollout of snapshot {} is done in this subtask: {} of {} known entities adapted anew, in {} ms",
                running.id(),
                walk.adapted(),
                walk.seen(),
                getProcessingTimeService().getCurrentProcessingTime() - walk.startedMillis());
        rolledOut = true;
        stopWalking();
    }

    private void stopWalking() {
        if (walk != null) {
            walk.close();
            walk = null;
        }
    }

    /** No timer fires any more: what is left of a rollout is done now. */
    @Override
    public void endInput(int inputId) throws Exception {
        endedInputs++;
        if (endedInputs == 2 && walk != null) {
            while (walk.hasNext()) {
                adaptNext();
            }
            endRollout();
        }
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        List<RolloutState> states = new ArrayList<>();
        states.add(
                new RolloutState(running, rolledOut ? RolloutState.Phase.ROLLED_OUT : RolloutState.Phase.ROLLING_OUT));
        if (awaited != null) {
            states.add(new RolloutState(awaited, RolloutState.Phase.AWAITED));
        }
        snapshotState.update(states);
    }

    @Override
    public void close() throws Exception {
        stopWalking();
        if (background != null) {
            background.close();
        }
        super.close();
    }
}
