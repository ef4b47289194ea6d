package io.metarefresh.job.record;

import io.metarefresh.interaction.Outcome;
import java.util.Map;

/**
 * NOTHING LOST in numbers: what became of every interaction read. Exact at every checkpoint and at the end of a bounded run; in
 * between, records on their way from decode to the keyed step are read but have no outcome yet.
 */
public record Accounting(long read, long accepted, long duplicate, long superseded, long forgotten, long deadLettered) {

    /** @param counts the job's accumulators by name, while it runs or of its result */
    public static Accounting of(Map<String, ?> counts) {
        return new Accounting(
                count(counts, CountNames.read(CountNames.INTERACTIONS)),
                count(counts, CountNames.of(Outcome.ACCEPTED)),
                count(counts, CountNames.of(Outcome.DUPLICATE)),
                count(counts, CountNames.of(Outcome.SUPERSEDED)),
                count(counts, CountNames.of(Outcome.FORGOTTEN)),
                count(counts, CountNames.deadLettered(CountNames.INTERACTIONS)));
    }

    private static long count(Map<String, ?> counts, String name) {
        return counts.get(name) instanceof Number number ? number.longValue() : 0;
    }

    /** Whether every interaction that was read has an outcome. */
    public boolean addsUp() {
        return read == accepted + duplicate + superseded + forgotten + deadLettered;
    }

    /** {@code read 17 = accepted 8 + duplicate 1 + superseded 0 + forgotten 0 + dead-lettered 8}. */
    @Override
    public String toString() {
        return "read %d %s accepted %d + duplicate %d + superseded %d + forgotten %d + dead-lettered %d"
                .formatted(read, addsUp() ? "=" : "≠", accepted, duplicate, superseded, forgotten, deadLettered);
    }
}
