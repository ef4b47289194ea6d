package io.metarefresh.job.flink.operator;

import io.metarefresh.job.flink.metric.RolloutMetrics;
import io.metarefresh.job.rollout.RolloutPace;
import java.io.IOException;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the entities of a subtask that were published under an older snapshot adapted anew. An entity's header says under which it was,
 * so a walk needs no progress in state: after a restart it starts over and passes those that are done.
 *
 * <p>Live refreshes go first: the walk takes a few entities at a time, in a turn of the task's mailbox before which no input
 * came, and where the input never pauses only so often that it ends some day.
 *
 * <p>All methods are for the task's thread.
 *
 * <p>Decision: {@code docs/decisions/0060-how-a-rollout-reaches-every-entity.md}.
 */
final class Rollout implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Rollout.class);

    /** Entities adapted anew in one go: few enough that a live refresh hardly notices, enough for a matrix product. */
    private static final int QUANTUM = 16;

    /** Entities looked at in one go, where most are done already. */
    private static final int QUANTUM_LOOKED_AT = 256;

    /** How often one go is taken although the input does not pause. */
    private static final long LONGEST_YIELD_MILLIS = 200;

    private static final long TICK_MILLIS = 20;

    /** The entities of the subtask. */
    interface Entities {
        /** Starts a walk through all that are known. */
        MemberWalk walk(long nowMillis) throws IOException;

        /** Has one adapted anew; returns false where it was done already. */
        boolean adaptAnew(String entityId) throws Exception;
    }

    private final Entities entities;
    private final double entitiesPerSecond;
    private final ProcessingTimeService clock;
    private final MailboxExecutor mailbox;
    private final RolloutMetrics metrics;

    private MemberWalk walk;
    private RolloutPace pace;
    private String snapshotId;
    private boolean stepIsDue;
    private long lastStepMillis;
    private long arrivals;

    /**
     * @param entitiesPerSecond of this subtask
     * @param metrics told of the progress
     */
    Rollout(
            Entities entities,
            double entitiesPerSecond,
            ProcessingTimeService clock,
            MailboxExecutor mailbox,
            RolloutMetrics metrics) {
        this.entities = entities;
        this.entitiesPerSecond = entitiesPerSecond;
        this.clock = clock;
        this.mailbox = mailbox;
        this.metrics = metrics;
    }

    boolean isRunning() {
        return walk != null;
    }

    /** To be told of every input, which goes first. */
    void inputCame() {
        arrivals++;
    }

    /** Starts over with all entities that are known. */
    void start(String ofSnapshotId) throws IOException {
        close();
        long now = clock.getCurrentProcessingTime();
        snapshotId = ofSnapshotId;
        walk = entities.walk(now);
        metrics.rollsOut(true);
        pace = new RolloutPace(entitiesPerSecond, now);
        lastStepMillis = now;
        scheduleTick(walk, now);
    }

    private void scheduleTick(MemberWalk ofWalk, long nowMillis) {
        clock.registerTimer(nowMillis + TICK_MILLIS, time -> {
            if (walk != ofWalk) {
                return;
            }
            pace.refill(clock.getCurrentProcessingTime());
            stepSoon();
            scheduleTick(ofWalk, clock.getCurrentProcessingTime());
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
        long now = clock.getCurrentProcessingTime();
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
        if (!walk.hasNext()) {
            end();
        }
    }

    /** At the end of the input, when no timer fires any more: does what is left now. */
    void finish() throws Exception {
        if (walk == null) {
            return;
        }
        while (walk.hasNext()) {
            adaptNext();
        }
        end();
    }

    private boolean adaptNext() throws Exception {
        boolean adapts = entities.adaptAnew(walk.next());
        if (adapts) {
            walk.countAdapted();
            metrics.adapted();
        }
        return adapts;
    }

    private void end() {
        LOG.info(
                "rollout of snapshot {} is done in this subtask: {} of {} known entities adapted anew, in {} ms",
                snapshotId,
                walk.adapted(),
                walk.seen(),
                clock.getCurrentProcessingTime() - walk.startedMillis());
        close();
    }

    /** Stops where it is. */
    @Override
    public void close() {
        if (walk != null) {
            walk.close();
            walk = null;
            metrics.rollsOut(false);
        }
    }
}
