package io.metarefresh.job.flink.operator;

import io.metarefresh.job.member.EntityTimers;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.InternalTimerService;

/** The timers of the entity that is Flink's current key. */
final class KeyedTimers implements EntityTimers {
    private final InternalTimerService<VoidNamespace> timers;

    KeyedTimers(InternalTimerService<VoidNamespace> timers) {
        this.timers = timers;
    }

    @Override
    public long processingTimeMillis() {
        return timers.currentProcessingTime();
    }

    @Override
    public long watermarkMillis() {
        return timers.currentWatermark();
    }

    @Override
    public void registerProcessingTimer(long dueMillis) {
        timers.registerProcessingTimeTimer(VoidNamespace.INSTANCE, dueMillis);
    }

    @Override
    public void deleteProcessingTimer(long dueMillis) {
        timers.deleteProcessingTimeTimer(VoidNamespace.INSTANCE, dueMillis);
    }

    @Override
    public void registerEventTimer(long dueMillis) {
        timers.registerEventTimeTimer(VoidNamespace.INSTANCE, dueMillis);
    }

    @Override
    public void deleteEventTimer(long dueMillis) {
        timers.deleteEventTimeTimer(VoidNamespace.INSTANCE, dueMillis);
    }
}
