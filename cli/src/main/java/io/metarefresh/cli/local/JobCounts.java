package io.metarefresh.cli.local;

import io.metarefresh.job.record.Accounting;
import io.metarefresh.job.record.CountNames;
import io.metarefresh.job.record.Reason;
import java.util.Arrays;
import java.util.Map;

/**
 * The job's own counts at one moment.
 *
 * @param interactions what became of the interactions (NOTHING LOST)
 * @param published embeddings and tombstones handed to the sink
 * @param guarded of these, un-adapted ones in place of refused ones (GUARD)
 */
record JobCounts(Accounting interactions, long profilesRead, long profilesDeadLettered, long published, long guarded) {

    static JobCounts of(Map<String, Object> accumulators) {
        return new JobCounts(
                Accounting.of(accumulators),
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

    /** Records refused, profiles included. */
    long deadLetters() {
        return interactions.deadLettered() + profilesDeadLettered;
    }
}
