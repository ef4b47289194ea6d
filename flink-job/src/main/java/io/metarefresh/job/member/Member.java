package io.metarefresh.job.member;

import static io.metarefresh.interaction.SupportSet.NEVER;

import io.metarefresh.innerloop.SupportTask;
import io.metarefresh.interaction.Change;
import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.interaction.Outcome;
import io.metarefresh.interaction.SupportSet;
import io.metarefresh.job.record.ProfileChange;
import io.metarefresh.job.record.Reason;
import io.metarefresh.job.record.Refresh;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One entity while an input or a timer is worked on: applies it, then tells what to emit ({@link #refreshes()}) and what to store
 * ({@link #header()}, {@link #rowChanges()}).
 *
 * <p>Times called {@code now} are processing time and only decide when a refresh is emitted (PACE). Once the input is ending,
 * nothing is held back any more, because no timer will fire.
 */
public final class Member {
    private final MemberRules rules;
    private final Pace pace;
    private final String entityId;
    private SupportSet rows;

    private long asOfMillis;
    private Features profile;
    private long profileUpdatedAtMillis;
    private boolean expired;
    private long lastRefreshMillis;
    private Reason pending;
    private long pendingInputMillis;
    private long eventTimerMillis;
    private final long modelVersion;
    private long publishedVersion;

    private final List<Refresh> refreshes = new ArrayList<>();
    /** By event id; null for a removed row. */
    private final Map<String, Interaction> rowChanges = new LinkedHashMap<>();

    private Member(
            MemberRules rules,
            String entityId,
            MemberHeader header,
            Iterable<Interaction> storedRows,
            long modelVersion) {
        this.rules = rules;
        this.pace = new Pace(rules.minInterval());
        this.entityId = entityId;
        this.rows = SupportSet.restore(
                rules.supportSetRules(), storedRows, header.newestEventTimeMillis(), header.forgottenUpToMillis());
        this.asOfMillis = header.asOfMillis();
        this.profile = header.profile();
        this.profileUpdatedAtMillis = header.profileUpdatedAtMillis();
        this.expired = header.expired();
        this.lastRefreshMillis = header.lastRefreshMillis();
        this.pending = header.pending();
        this.pendingInputMillis = header.pendingInputMillis();
        this.eventTimerMillis = header.eventTimerMillis();
        this.publishedVersion = header.publishedVersion();
        this.modelVersion = modelVersion;
    }

    /**
     * The entity as it was stored; {@link MemberHeader#NEW} and no rows for one never seen.
     *
     * @param modelVersion of the snapshot that makes its refreshes now
     */
    public static Member restore(
            MemberRules rules,
            String entityId,
            MemberHeader header,
            Iterable<Interaction> storedRows,
            long modelVersion) {
        return new Member(rules, entityId, header, storedRows, modelVersion);
    }

    /** ROLLOUT: whether readers hold an embedding of this entity that an older snapshot made. */
    public static boolean isPublishedBefore(MemberHeader header, long modelVersion) {
        return header.publishedVersion() != NEVER && header.publishedVersion() < modelVersion;
    }

    /** Offers an interaction. */
    public Outcome add(Interaction interaction, long timestampMillis, long nowMillis, boolean inputEnding) {
        long newestBefore = rows.newestEventTimeMillis();
        Change change = rows.add(interaction);
        boolean kept = change.outcome() == Outcome.ACCEPTED;
        for (Interaction removed : change.removed()) {
            rowChanges.put(removed.eventId(), null);
            kept &= removed != interaction;
        }
        if (kept) {
            rowChanges.put(interaction.eventId(), interaction);
        }
        if (change.outcome() == Outcome.ACCEPTED) {
            asOfMillis = Math.max(asOfMillis, interaction.eventTimeMillis());
        }
        // A newer time alone ends an expiry too, or the order of two versions of one event would show.
        if (change.rowsChanged() || (expired && rows.newestEventTimeMillis() > newestBefore)) {
            expired = false;
            request(Reason.INTERACTION, timestampMillis, nowMillis, inputEnding);
        }
        return change.outcome();
    }

    /** Takes a record of the profiles topic. */
    public ProfileOutcome apply(ProfileChange change, long nowMillis, boolean inputEnding) {
        boolean forgets = change.forgetUpToMillis() != NEVER && change.forgetUpToMillis() > rows.forgottenUpToMillis();
        boolean hadProfile = profile != null;
        if (forgets) {
            forget(change.forgetUpToMillis());
        }
        if (change.isNullValue() || forgets) {
            // By offset every earlier profile lies before this record, whatever its own clock said.
            profile = null;
            profileUpdatedAtMillis = NEVER;
        }
        boolean applied = !change.isNullValue() && change.updatedAtMillis() > rows.forgottenUpToMillis();
        if (applied) {
            profile = change.features();
            profileUpdatedAtMillis = change.updatedAtMillis();
            asOfMillis = Math.max(asOfMillis, change.updatedAtMillis());
        }
        if (forgets) {
            publishForgetting(change.timestampMillis(), nowMillis);
            return ProfileOutcome.FORGOT;
        }
        if (applied || (change.isNullValue() && hadProfile)) {
            request(Reason.PROFILE, change.timestampMillis(), nowMillis, inputEnding);
            return ProfileOutcome.APPLIED;
        }
        return ProfileOutcome.IGNORED;
    }

    private void forget(long upToMillis) {
        for (Interaction removed : rows.forget(upToMillis).removed()) {
            rowChanges.put(removed.eventId(), null);
        }
        asOfMillis = Math.max(asOfMillis, upToMillis);
    }

    /**
     * The tombstone, then whatever is newer. Where something newer was published once but nothing of it remains, readers would
     * keep it, because it is after the tombstone's time: the un-adapted embedding replaces it.
     */
    private void publishForgetting(long timestampMillis, long nowMillis) {
        long forgottenUpTo = rows.forgottenUpToMillis();
        refreshes.add(new Refresh.Forget(entityId, forgottenUpTo, timestampMillis));
        pending = null;
        pendingInputMillis = -1;
        publishedVersion = NEVER;
        if (asOfMillis > forgottenUpTo) {
            emit(Reason.PROFILE, timestampMillis, nowMillis);
        }
    }

    /**
     * ROLLOUT: another snapshot makes the refreshes now. PACE holds: where a refresh waits for the end of the interval, it will be made
     * by the new snapshot, and where the interval is not over, this one waits.
     *
     * @return whether it asked for a refresh
     */
    public boolean adaptAnew(long nowMillis, boolean inputEnding) {
        if (pending != null || publishedVersion == NEVER || publishedVersion >= modelVersion) {
            return false;
        }
        request(Reason.ROLLOUT, -1, nowMillis, inputEnding);
        return true;
    }

    /** The end of the interval, or of a bounded input: what waits is published now. */
    public void flush(long nowMillis) {
        if (pending != null) {
            emit(pending, pendingInputMillis, nowMillis);
        }
    }

    /** The event-time timer; the watermark has reached {@code watermarkMillis}. */
    public void onEventTimer(long watermarkMillis, long nowMillis) {
        eventTimerMillis = NEVER;
        boolean dropsRows = reached(rows.newestEventTimeMillis(), rules.memberTtl(), watermarkMillis)
                && !rows.rows().isEmpty();
        boolean expires =
                !expired && (dropsRows || reached(rows.newestEventTimeMillis(), rules.expireAfter(), watermarkMillis));
        if (dropsRows) {
            dropRows();
        }
        if (expires) {
            expired = true;
            request(Reason.EXPIRY, -1, nowMillis, false);
        }
        if (reached(rows.forgottenUpToMillis(), rules.forgetRetention(), watermarkMillis)) {
            rows = SupportSet.restore(rules.supportSetRules(), rows.rows(), rows.newestEventTimeMillis(), NEVER);
        }
    }

    private void dropRows() {
        rows.rows().forEach(row -> rowChanges.put(row.eventId(), null));
        rows = SupportSet.restore(
                rules.supportSetRules(), List.of(), rows.newestEventTimeMillis(), rows.forgottenUpToMillis());
    }

    private void request(Reason reason, long timestampMillis, long nowMillis, boolean inputEnding) {
        long newestInput = Math.max(pendingInputMillis, timestampMillis);
        if (inputEnding || pace.allows(lastRefreshMillis, nowMillis)) {
            emit(reason, newestInput, nowMillis);
        } else {
            pending = reason;
            pendingInputMillis = newestInput;
        }
    }

    private void emit(Reason reason, long newestInputMillis, long nowMillis) {
        List<Interaction> view = expired ? List.of() : rows.rows();
        SupportTask task = new SupportTask(entityId, profile == null ? Features.NONE : profile, view);
        refreshes.add(new Refresh.Adapt(task, asOfMillis, reason, newestInputMillis));
        lastRefreshMillis = nowMillis;
        publishedVersion = modelVersion;
        pending = null;
        pendingInputMillis = -1;
    }

    /** What to emit, in order. */
    public List<Refresh> refreshes() {
        return refreshes;
    }

    /** Rows to write by event id; null where a row is to be removed. */
    public Map<String, Interaction> rowChanges() {
        return rowChanges;
    }

    /** Rows held now. */
    public Collection<Interaction> rows() {
        return rows.rows();
    }

    /** What to store beside the rows; null when there is nothing worth storing. */
    public MemberHeader header() {
        eventTimerMillis = wantedTimer();
        MemberHeader header = new MemberHeader(
                rows.newestEventTimeMillis(),
                rows.forgottenUpToMillis(),
                asOfMillis,
                profile,
                profileUpdatedAtMillis,
                expired,
                lastRefreshMillis,
                pending,
                pendingInputMillis,
                eventTimerMillis,
                publishedVersion);
        return header.isBlank() ? null : header;
    }

    /** An earlier timer stays: when it fires it finds nothing due and the next one is registered then. */
    private long wantedTimer() {
        long newest = rows.newestEventTimeMillis();
        long wanted = Long.MAX_VALUE;
        if (!expired) {
            wanted = Math.min(wanted, deadline(newest, rules.expireAfter()));
        }
        if (!rows.rows().isEmpty()) {
            wanted = Math.min(wanted, deadline(newest, rules.memberTtl()));
        }
        wanted = Math.min(wanted, deadline(rows.forgottenUpToMillis(), rules.forgetRetention()));
        if (eventTimerMillis != NEVER && eventTimerMillis <= wanted) {
            return eventTimerMillis;
        }
        return wanted == Long.MAX_VALUE ? NEVER : wanted;
    }

    private static boolean reached(long sinceMillis, Duration after, long watermarkMillis) {
        long deadline = deadline(sinceMillis, after);
        return deadline != Long.MAX_VALUE && deadline <= watermarkMillis;
    }

    /** {@link Long#MAX_VALUE} where there is none. */
    private static long deadline(long sinceMillis, Duration after) {
        if (sinceMillis == NEVER || after == null) {
            return Long.MAX_VALUE;
        }
        try {
            return Math.addExact(sinceMillis, after.toMillis());
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }
}
