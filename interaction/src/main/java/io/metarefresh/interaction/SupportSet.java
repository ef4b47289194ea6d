package io.metarefresh.interaction;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The rolling support set of one entity: the rules of SUPPORT and FORGET on plain rows, without a clock.
 *
 * <p>The result depends on the set of interactions offered, not on their order or repetition, as long as a greater version of an
 * event does not carry an earlier event time than a lesser one: then rows that were evicted in favour of the lesser version
 * would be needed again, and bounded state no longer has them.
 *
 * <p>Not safe for use by several threads.
 *
 * <p>Decision: {@code docs/decisions/0001-what-the-support-set-can-promise.md}.
 *
 * @param <R> how the rows are held
 */
public final class SupportSet<R extends SupportRow> {
    /** Stands for a time that was never set. */
    public static final long NEVER = Long.MIN_VALUE;

    private final SupportSetRules rules;
    private final List<R> rows = new ArrayList<>();
    private long newestEventTimeMillis = NEVER;
    private long forgottenUpToMillis = NEVER;

    public SupportSet(SupportSetRules rules) {
        this.rules = rules;
    }

    /**
     * The support set as it was stored. Rows that stricter rules no longer keep leave it at the next {@link #add}.
     *
     * @param rowsOldestFirst in {@link InteractionOrder#BY_TIME} order, as {@link #rows()} gave them, each event id once
     * @param newestEventTimeMillis N, or {@link #NEVER}
     * @param forgottenUpToMillis the forget marker F, or {@link #NEVER}
     */
    public static <R extends SupportRow> SupportSet<R> restore(
            SupportSetRules rules, List<R> rowsOldestFirst, long newestEventTimeMillis, long forgottenUpToMillis) {
        SupportSet<R> set = new SupportSet<>(rules);
        set.rows.addAll(rowsOldestFirst);
        set.newestEventTimeMillis = newestEventTimeMillis;
        set.forgottenUpToMillis = forgottenUpToMillis;
        return set;
    }

    /** Offers an interaction. */
    public Change<R> add(R offered) {
        long time = offered.eventTimeMillis();
        if (forgottenUpToMillis != NEVER && time <= forgottenUpToMillis) {
            return Change.none(Outcome.FORGOTTEN);
        }
        int held = indexOf(offered);
        if (held >= 0) {
            int byVersion = InteractionOrder.BY_VERSION.compare(offered, rows.get(held));
            if (byVersion == 0) {
                return Change.none(Outcome.DUPLICATE);
            }
            if (byVersion < 0) {
                return advance(time, Outcome.SUPERSEDED, new ArrayList<>());
            }
        } else if (wouldBeEvictedAtOnce(offered)) {
            return Change.none(Outcome.SUPERSEDED);
        }
        List<R> removed = new ArrayList<>();
        if (held >= 0) {
            removed.add(rows.remove(held));
        }
        int position = Collections.binarySearch(rows, offered, InteractionOrder.BY_TIME);
        rows.add(-position - 1, offered);
        return advance(time, Outcome.ACCEPTED, removed);
    }

    /**
     * Erases every row with event time ≤ {@code upToMillis} and refuses such rows from now on. Of several forgettings the latest
     * counts.
     */
    public Change<R> forget(long upToMillis) {
        forgottenUpToMillis = Math.max(forgottenUpToMillis, upToMillis);
        List<R> removed = new ArrayList<>();
        while (!rows.isEmpty() && rows.get(0).eventTimeMillis() <= forgottenUpToMillis) {
            removed.add(rows.remove(0));
        }
        // Otherwise it would matter whether the forgotten rows arrived before the forgetting or after it.
        if (newestEventTimeMillis <= forgottenUpToMillis) {
            newestEventTimeMillis = NEVER;
        }
        return new Change<>(Outcome.FORGOTTEN, !removed.isEmpty(), List.copyOf(removed));
    }

    /** The rows, oldest first by {@link InteractionOrder#BY_TIME}; a copy. */
    public List<R> rows() {
        return List.copyOf(rows);
    }

    /** N: the newest event time of any version ever accepted and not forgotten; {@link #NEVER} when there is none. */
    public long newestEventTimeMillis() {
        return newestEventTimeMillis;
    }

    /** F: everything up to and including this time is forgotten; {@link #NEVER} when nothing is. */
    public long forgottenUpToMillis() {
        return forgottenUpToMillis;
    }

    /** Moves N on, evicts what the rules no longer keep, and reports. */
    private Change<R> advance(long eventTimeMillis, Outcome outcome, List<R> removed) {
        newestEventTimeMillis = Math.max(newestEventTimeMillis, eventTimeMillis);
        while (!rows.isEmpty()
                && (rows.size() > rules.maxSize()
                        || rules.isTooOld(rows.get(0).eventTimeMillis(), newestEventTimeMillis))) {
            removed.add(rows.remove(0));
        }
        boolean rowsChanged = outcome == Outcome.ACCEPTED || !removed.isEmpty();
        return new Change<>(outcome, rowsChanged, List.copyOf(removed));
    }

    private boolean wouldBeEvictedAtOnce(R offered) {
        if (newestEventTimeMillis != NEVER && rules.isTooOld(offered.eventTimeMillis(), newestEventTimeMillis)) {
            return true;
        }
        return rows.size() >= rules.maxSize() && InteractionOrder.BY_TIME.compare(offered, rows.get(0)) < 0;
    }

    private int indexOf(R offered) {
        int hash = offered.eventIdHash();
        for (int i = 0; i < rows.size(); i++) {
            R row = rows.get(i);
            if (row.eventIdHash() == hash && row.eventId().equals(offered.eventId())) {
                return i;
            }
        }
        return -1;
    }
}
