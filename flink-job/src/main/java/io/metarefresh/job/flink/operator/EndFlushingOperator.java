package io.metarefresh.job.flink.operator;

import io.metarefresh.job.record.EntityInteraction;
import io.metarefresh.job.record.InnerLoopInput;
import io.metarefresh.job.record.SideInput;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.SimpleTimerService;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.operators.BoundedMultiInput;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;

/**
 * Runs {@link SupportSetFunction} to a clean end. Flink drops processing-time timers when all inputs have ended, at the ends of a bounded
 * topic or for a drain, so that everything that PACE holds back is published then, one entity after the other.
 *
 * <p>The final watermark says nothing of that: it comes when one reader is at its end and the others happen to be idle. Nor does it
 * move event time: it would fire, and so delete, every event-time timer there is, and the job that goes on from the savepoint of a
 * drain needs them.
 */
public class EndFlushingOperator extends KeyedCoProcessOperator<String, EntityInteraction, SideInput, InnerLoopInput>
        implements BoundedMultiInput {
    private static final long serialVersionUID = 1L;

    private static final int INPUTS = 2;

    /** Flink's own name for the timers of a keyed function. */
    static final String TIMERS = "user-timers";

    private final SupportSetFunction function;
    private transient TimerService timers;
    private transient int endedInputs;

    public EndFlushingOperator(SupportSetFunction function) {
        super(function);
        this.function = function;
    }

    @Override
    public void open() throws Exception {
        function.selectKeysBy(this::setCurrentKey);
        super.open();
        timers = new SimpleTimerService(getInternalTimerService(TIMERS, VoidNamespaceSerializer.INSTANCE, this));
    }

    /** The timers of the function, of the current key. */
    final TimerService timers() {
        return timers;
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        if (mark.getTimestamp() < Long.MAX_VALUE) {
            super.processWatermark(mark);
        } else {
            output.emitWatermark(mark);
        }
    }

    @Override
    public final void endInput(int inputId) throws Exception {
        endedInputs++;
        if (endedInputs == INPUTS) {
            publishWhatWaits();
        }
    }

    /** Both inputs have ended, and no timer fires any more. */
    void publishWhatWaits() throws Exception {
        // The walk knows only what is stored.
        function.writeBack();
        getCollector().eraseTimestamp();
        try (MemberWalk walk =
                MemberWalk.of(getKeyedStateBackend(), getProcessingTimeService().getCurrentProcessingTime())) {
            while (walk.hasNext()) {
                String entityId = walk.next();
                setCurrentKey(entityId);
                function.flush(entityId, timers, getCollector());
            }
        }
    }
}
