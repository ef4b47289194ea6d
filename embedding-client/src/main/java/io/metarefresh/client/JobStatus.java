package io.metarefresh.client;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A job as its heartbeats show it.
 *
 * @param jobName unique on the status topic
 * @param embeddingTopic what the job publishes to
 * @param subtasks how many of them publish
 * @param reporting how many of these have sent a heartbeat
 * @param age since the heartbeat that is the oldest among the last ones of its subtasks that have not ended: while the job runs, at
 *     most a little more than the interval; of a job that has ended, since its end
 * @param interval between two heartbeats
 * @param ended whether its input has come to an end, as that of a backfill does: nothing more is to be heard of it, unless it is started
 *     again
 * @param modelVersion the newest published since the subtasks started
 * @param newestAsOf newest input in any embedding published since the subtasks started
 * @param counts summed over the subtasks that publish and those that read, by metric name. Each subtask told its own at its last heartbeat,
 *     so that interactions read = accepted + duplicate + superseded + forgotten + dead-lettered holds when the stream has been quiet for
 *     an interval, and at the end; while it flows, what was read is ahead
 */
public record JobStatus(
        String jobName,
        String embeddingTopic,
        int subtasks,
        int reporting,
        Duration age,
        Duration interval,
        boolean ended,
        OptionalLong modelVersion,
        Optional<Instant> newestAsOf,
        Map<String, Long> counts) {

    /** How many intervals may pass in silence: a checkpoint or a slow broker holds one heartbeat up, not three. */
    public static final int MISSED_HEARTBEATS = 3;

    public JobStatus {
        counts = Map.copyOf(counts);
    }

    /**
     * Whether the job is to be thought dead: it has been silent for longer than {@value #MISSED_HEARTBEATS} intervals, and has not
     * ended.
     */
    public boolean overdue() {
        return !ended && age.compareTo(interval.multipliedBy(MISSED_HEARTBEATS)) > 0;
    }
}
