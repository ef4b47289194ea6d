package io.metarefresh.job.flink;

import io.metarefresh.job.record.EntityInteraction;
import io.metarefresh.job.record.InnerLoopInput;
import io.metarefresh.job.record.Notice;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.SimpleTimerService;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;

/**
 * Runs {@link SupportSetFunction} to a clean end. Flink drops processing-time timers when a bounded input is exhausted, so the final
 * watermark has everything that PACE holds back published here, one entity after the other.
 *
 * <p>The final watermark does not move event time: it would fire, and so delete, every event-time timer there is, and the job that
 * goes on from the savepoint of a drain needs them.
 */
public class EndFlushingOperator extends KeyedCoProcessOperator<String, EntityInteraction, Notice, InnerLoopInput> {
    private static final long serialVersionUID = 1L;

    /** Flink's own name for the timers of a keyed function. */
    static final String TIMERS = "user-timers";

    private final SupportSetFunction function;
    private transient TimerService timers;

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
            return;
        }
        publishWhatWaits();
        output.emitWatermark(mark);
    }

    private void publishWhatWaits() throws Exception {
        function.endInput();
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
