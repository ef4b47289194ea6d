package io.metarefresh.job.flink;

import io.metarefresh.job.record.EntityInteraction;
import io.metarefresh.job.record.InnerLoopInput;
import io.metarefresh.job.record.Notice;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.TimerHeapInternalTimer;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;

/**
 * Runs {@link SupportSetFunction} to a clean end: Flink drops processing-time timers when a bounded input is exhausted, and a function
 * cannot see those of other keys. Here the final watermark fires them all, so that nothing that PACE holds back is lost, and no
 * refresh that waits needs a second timer for it.
 */
public class EndFlushingOperator extends KeyedCoProcessOperator<String, EntityInteraction, Notice, InnerLoopInput> {
    private static final long serialVersionUID = 1L;

    /** Flink's own name for the timers of a keyed function. */
    static final String TIMERS = "user-timers";

    private final SupportSetFunction function;

    public EndFlushingOperator(SupportSetFunction function) {
        super(function);
        this.function = function;
    }

    @Override
    public void open() throws Exception {
        function.selectKeysBy(this::setCurrentKey);
        super.open();
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        if (mark.getTimestamp() == Long.MAX_VALUE) {
            flushWhatWaits();
        }
        super.processWatermark(mark);
    }

    private void flushWhatWaits() throws Exception {
        List<InternalTimer<String, VoidNamespace>> waiting = new ArrayList<>();
        getInternalTimerService(TIMERS, VoidNamespaceSerializer.INSTANCE, this)
                .forEachProcessingTimeTimer((namespace, time) ->
                        waiting.add(new TimerHeapInternalTimer<>(time, (String) getCurrentKey(), namespace)));
        for (InternalTimer<String, VoidNamespace> timer : waiting) {
            setCurrentKey(timer.getKey());
            onProcessingTime(timer);
        }
    }
}
