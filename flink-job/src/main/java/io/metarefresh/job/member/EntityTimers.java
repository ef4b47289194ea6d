package io.metarefresh.job.member;

/**
 * The two clocks, and the timers of the selected entity. Times are epoch milliseconds. To register a timer that is there, and to
 * delete one that is not, changes nothing.
 */
public interface EntityTimers {

    /** The clock of PACE. */
    long processingTimeMillis();

    /** How far event time has come; {@link Long#MIN_VALUE} before the first watermark. */
    long watermarkMillis();

    void registerProcessingTimer(long dueMillis);

    void deleteProcessingTimer(long dueMillis);

    void registerEventTimer(long dueMillis);

    void deleteEventTimer(long dueMillis);
}
