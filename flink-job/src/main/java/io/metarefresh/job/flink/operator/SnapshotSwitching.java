package io.metarefresh.job.flink.operator;

import io.metarefresh.job.batch.EmbeddingModel;
import io.metarefresh.job.flink.serializer.RolloutStateSerializer;
import io.metarefresh.job.record.AdmittedSnapshot;
import io.metarefresh.job.rollout.RolloutState;
import io.metarefresh.job.rollout.StartSnapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which snapshot a subtask of the keyed step runs. An admitted one is opened in the background ({@link SnapshotOpening}); then it is
 * switched to, and the entities of the subtask are adapted anew ({@link Rollout}), also after a restart and with another parallelism.
 *
 * <p>State: {@code snapshots}, union list state of {@link RolloutState}. All methods are for the task's thread.
 */
final class SnapshotSwitching implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotSwitching.class);

    private final ListState<RolloutState> state;
    /** Null once it is opened. */
    private List<RolloutState> restored;

    private final boolean hasToRollOut;
    private AdmittedSnapshot running;

    private BiConsumer<AdmittedSnapshot, EmbeddingModel> run;
    private SnapshotOpening opening;
    private Rollout rollout;

    /**
     * What the subtasks ran and awaited at the checkpoint.
     *
     * @param start what a job without state runs first
     */
    SnapshotSwitching(AdmittedSnapshot start, StateInitializationContext context) throws Exception {
        state = context.getOperatorStateStore()
                .getUnionListState(new ListStateDescriptor<>("snapshots", new RolloutStateSerializer()));
        restored = new ArrayList<>();
        state.get().forEach(restored::add);
        running = StartSnapshot.afterRestore(
                start,
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

    long runningVersion() {
        return running.modelVersion();
    }

    /**
     * Runs the first snapshot, and goes on with what was under way at the checkpoint.
     *
     * @param subtaskRollout of the entities of this subtask
     * @param openings makes what opens snapshots, given what to do with an opened one
     * @param runs has a snapshot run; its model is null where the inner loop is to open it
     */
    void open(
            Rollout subtaskRollout,
            Function<BiConsumer<AdmittedSnapshot, EmbeddingModel>, SnapshotOpening> openings,
            BiConsumer<AdmittedSnapshot, EmbeddingModel> runs)
            throws IOException {
        rollout = subtaskRollout;
        opening = openings.apply(this::switchTo);
        run = runs;
        run.accept(running, null);
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

    /** To be told of every input of an entity: a rollout lets it go first. */
    void inputCame() {
        rollout.inputCame();
    }

    /** Has an admitted snapshot opened and switched to, if it is newer than the one that runs. */
    void await(AdmittedSnapshot snapshot) {
        if (snapshot.modelVersion() > running.modelVersion()) {
            opening.await(snapshot);
        }
    }

    private void switchTo(AdmittedSnapshot snapshot, EmbeddingModel model) {
        LOG.info("snapshot {} runs now, after {}", snapshot.id(), running.id());
        running = snapshot;
        run.accept(snapshot, model);
        try {
            rollout.start(snapshot.id());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** At the end of the input: does what is left of a rollout. */
    void finish() throws Exception {
        rollout.finish();
    }

    void snapshotState() throws Exception {
        List<RolloutState> states = new ArrayList<>();
        states.add(new RolloutState(
                running, rollout.isRunning() ? RolloutState.Phase.ROLLING_OUT : RolloutState.Phase.ROLLED_OUT));
        opening.awaited().ifPresent(snapshot -> states.add(new RolloutState(snapshot, RolloutState.Phase.AWAITED)));
        state.update(states);
    }

    @Override
    public void close() {
        if (rollout != null) {
            rollout.close();
        }
        if (opening != null) {
            opening.close();
        }
    }
}
