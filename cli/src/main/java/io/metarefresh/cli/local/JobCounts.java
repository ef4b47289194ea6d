package io.metarefresh.cli.local;

import io.metarefresh.interaction.Outcome;
import io.metarefresh.job.record.CountNames;
import io.metarefresh.job.record.Reason;
import java.util.Arrays;
import java.util.Map;

/**
 * The job's own counts at one moment (NOTHING LOST).
 *
 * @param read interactions read
 * @param deadLettered interactions refused
 * @param published embeddings and tombstones handed to the sink
 */
record JobCounts(
        long read,
        long accepted,
        long duplicate,
        long superseded,
        long forgotten,
        long deadLettered,
        long profilesRead,
        long profilesDeadLettered,
        long published,
        long guarded) {

    static JobCounts of(Map<String, Object> accumulators) {
        return new JobCounts(
                count(accumulators, CountNames.read(CountNames.INTERACTIONS)),
                count(accumulators, CountNames.of(Outcome.ACCEPTED)),
                count(accumulators, CountNames.of(Outcome.DUPLICATE)),
                count(accumulators, CountNames.of(Outcome.SUPERSEDED)),
                count(accumulators, CountNames.of(Outcome.FORGOTTEN)),
                count(accumulators, CountNames.deadLettered(CountNames.INTERACTIONS)),
                count(accumulators, CountNames.read(CountNames.PROFILES)),
                count(accumulators, CountNames.deadLettered(CountNames.PROFILES)),
                count(accumulators, CountNames.TOMBSTONES)
                        + Arrays.stream(Reason.values())
                                .mapToLong(reason -> count(accumulators, CountNames.refreshes(reason)))
                                .sum(),
                count(accumulators, CountNames.GUARD_TRIPS));
    }

    private static long count(Map<String, Object> accumulators, String name) {
        return accumulators.get(name) instanceof Long value ? value : 0;
    }

    long accountedFor() {
        return accepted + duplicate + superseded + forgotten + deadLettered;
    }

    /** Whether every interaction read has exactly one outcome. */
    boolean addsUp() {
        return read == accountedFor();
    }

    /** Records refused, profiles included. */
    long allDeadLetters() {
        return deadLettered + profilesDeadLettered;
    }
}
