package io.metarefresh.job.member;

import static io.metarefresh.interaction.SupportSet.NEVER;

import io.metarefresh.innerloop.SupportTask;
import io.metarefresh.interaction.Change;
import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.interaction.Outcome;
import io.metarefresh.interaction.SupportRow;
import io.metarefresh.interaction.SupportSet;
import io.metarefresh.job.record.ProfileChange;
import io.metarefresh.job.record.Reason;
import io.metarefresh.job.record.Refresh;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * One entity while an input or a timer is worked on: loads what is needed from its store, applies the input, then tells what to emit
 * ({@link #refreshes()}) and hands over what changed ({@link #save}).
 *
 * <p>Times called {@code now} are processing time. They only decide when a refresh is emitted (PACE).
 */
public final class Member {
    private final MemberRules rules;
    private final String entityId;
    private final MemberValues values;
    private final MemberHeader loadedHeader;
    private final StoredRows loadedRows;
    private SupportSet<StoredRow> rows;

    private long asOfMillis;
    private boolean hasProfile;
    /** Null until it is needed, and where there is none. */
    private Features profile;

    private long profileUpdatedAtMillis;
    private boolean profileChanged;
    private boolean expired;
    private long lastRefreshMillis;
    private Reason pending;
    private long pendingInputMillis;
    private long eventTimerMillis;
    private boolean erases;
    private final long modelVersion;
    private long publishedVersion;

    private final List<Refresh> refreshes = new ArrayList<>(1);

    private Member(MemberRules rules, MemberValues values, MemberFormat.Contents contents, long modelVersion) {
        this.rules = rules;
        this.entityId = values.entityId();
        this.values = values;
        MemberHeader header = contents.header();
        this.loadedHeader = header;
        this.loadedRows = contents.rows();
        this.rows = SupportSet.restore(
                rules.supportSetRules(),
                loadedRows.rows(),
                header.newestEventTimeMillis(),
                header.forgottenUpToMillis());
        this.asOfMillis = header.asOfMillis();
        this.hasProfile = header.hasProfile();
        this.expired = header.expired();
        this.lastRefreshMillis = header.lastRefreshMillis();
        this.pending = header.pending();
        this.pendingInputMillis = header.pendingInputMillis();
        this.eventTimerMillis = header.eventTimerMillis();
        this.publishedVersion = header.publishedVersion();
        this.modelVersion = modelVersion;
    }

    /**
     * The entity as it is stored; {@link #save} hands what changed to the values, whose owner writes it back.
     *
     * @param modelVersion of the snapshot that makes its refreshes now
     * @throws IllegalStateException when what is stored is no entity, or was written by a newer job; so does every method that needs
     *     more of the store
     */
    public static Member load(MemberRules rules, MemberValues values, long modelVersion) throws IOException {
        try {
            return new Member(rules, values, values.contents(), modelVersion);
        } catch (IllegalArgumentException e) {
            throw MemberFormat.damaged(values.entityId(), e);
        }
    }

    /** Offers an interaction. */
    public Outcome add(SupportRow interaction, long timestampMillis, long nowMillis) {
        long newestBefore = rows.newestEventTimeMillis();
        Change<StoredRow> change = rows.add(loadedRows.adopted(StoredRow.of(entityId, interaction)));
        if (change.outcome() == Outcome.ACCEPTED) {
            asOfMillis = Math.max(asOfMillis, interaction.eventTimeMillis());
        }
        // A newer time alone ends an expiry too, or the order of two versions of one event would show.
        if (change.rowsChanged() || (expired && rows.newestEventTimeMillis() > newestBefore)) {
            expired = false;
            request(Reason.INTERACTION, timestampMillis, nowMillis);
        }
        return change.outcome();
    }

    /** Takes a record of the profiles topic. */
    public ProfileOutcome apply(ProfileChange change, long nowMillis) {
        boolean forgets = change.forgetUpToMillis() != NEVER && change.forgetUpToMillis() > rows.forgottenUpToMillis();
        boolean hadProfile = hasProfile;
        if (forgets) {
            forget(change.forgetUpToMillis());
        }
        if (change.isNullValue() || forgets) {
            // By offset every earlier profile lies before this record, whatever its own clock said.
            setProfile(null, NEVER);
        }
        boolean applied = !change.isNullValue() && change.updatedAtMillis() > rows.forgottenUpToMillis();
        if (applied) {
            setProfile(change.features(), change.updatedAtMillis());
            asOfMillis = Math.max(asOfMillis, change.updatedAtMillis());
        }
        if (forgets) {
            publishForgetting(change.timestampMillis(), nowMillis);
            return ProfileOutcome.FORGOT;
        }
        if (applied || (change.isNullValue() && hadProfile)) {
            request(Reason.PROFILE, change.timestampMillis(), nowMillis);
            return ProfileOutcome.APPLIED;
        }
        return ProfileOutcome.IGNORED;
    }

    private void setProfile(Features features, long updatedAtMillis) {
        profileChanged |= hasProfile || features != null;
        hasProfile = features != null;
        profile = features;
        profileUpdatedAtMillis = updatedAtMillis;
    }

    private void forget(long upToMillis) {
        rows.forget(upToMillis);
        erases = true;
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
     * @return whether it asked for a refresh: readers hold an embedding that an older snapshot made
     */
    public boolean adaptAnew(long nowMillis) {
        if (pending != null || publishedVersion == NEVER || publishedVersion >= modelVersion) {
            return false;
        }
        request(Reason.ROLLOUT, -1, nowMillis);
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
        long newest = rows.newestEventTimeMillis();
        boolean dropsRows = reached(rules.ttlMillis(newest), watermarkMillis)
                && !rows.rows().isEmpty();
        boolean expires = !expired && (dropsRows || reached(rules.expiryMillis(newest), watermarkMillis));
        if (dropsRows) {
            dropRows();
        }
        if (expires) {
            expired = true;
            request(Reason.EXPIRY, -1, nowMillis);
        }
        if (reached(rules.markerEndMillis(rows.forgottenUpToMillis()), watermarkMillis)) {
            rows = SupportSet.restore(rules.supportSetRules(), rows.rows(), rows.newestEventTimeMillis(), NEVER);
        }
    }

    private void dropRows() {
        rows = SupportSet.restore(
                rules.supportSetRules(), List.of(), rows.newestEventTimeMillis(), rows.forgottenUpToMillis());
    }

    private void request(Reason reason, long timestampMillis, long nowMillis) {
        long newestInput = Math.max(pendingInputMillis, timestampMillis);
        if (rules.pace().allows(lastRefreshMillis, nowMillis)) {
            emit(reason, newestInput, nowMillis);
        } else {
            pending = reason;
            pendingInputMillis = newestInput;
        }
    }

    private void emit(Reason reason, long newestInputMillis, long nowMillis) {
        List<Interaction> view = expired ? List.of() : new RowsToDecode(rows.rows());
        SupportTask task = new SupportTask(entityId, profile(), view);
        // Here and not where it is asked for: what waits in state for a live job keeps its own reason.
        Reason published = rules.pace().isReplay() ? Reason.BACKFILL : reason;
        refreshes.add(new Refresh.Adapt(task, asOfMillis, published, newestInputMillis));
        lastRefreshMillis = nowMillis;
        publishedVersion = modelVersion;
        pending = null;
        pendingInputMillis = -1;
    }

    /** What to emit, in order. */
    public List<Refresh> refreshes() {
        return refreshes;
    }

    /** Rows held now. */
    public int supportSize() {
        return rows.rows().size();
    }

    /** What was stored of it when it was loaded. */
    public MemberHeader loadedHeader() {
        return loadedHeader;
    }

    /** Hands over what changed and returns what is kept of it now. */
    public MemberHeader save() throws IOException {
        eventTimerMillis = wantedTimer();
        MemberHeader header = new MemberHeader(
                rows.newestEventTimeMillis(),
                rows.forgottenUpToMillis(),
                asOfMillis,
                hasProfile,
                expired,
                lastRefreshMillis,
                pending,
                pendingInputMillis,
                eventTimerMillis,
                publishedVersion);
        if (profileChanged) {
            values.putProfile(hasProfile ? MemberFormat.writeProfile(profileUpdatedAtMillis, profile) : null);
        }
        values.put(
                header.isBlank()
                        ? MemberFormat.Contents.NOTHING
                        : new MemberFormat.Contents(
                                header,
                                loadedRows.placed(rows.rows(), StoredRows.recentLimit(rules.maxSize()), erases)));
        return header.isBlank() ? MemberHeader.NEW : header;
    }

    private Features profile() {
        if (!hasProfile) {
            return Features.NONE;
        }
        if (profile == null) {
            try {
                profile = MemberFormat.readProfile(values.profile());
            } catch (IllegalArgumentException e) {
                throw MemberFormat.damaged(entityId, e);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return profile;
    }

    /** An earlier timer stays: when it fires it finds nothing due and the next one is registered then. */
    private long wantedTimer() {
        long newest = rows.newestEventTimeMillis();
        long wanted = Long.MAX_VALUE;
        if (!expired) {
            wanted = Math.min(wanted, rules.expiryMillis(newest));
        }
        if (!rows.rows().isEmpty()) {
            wanted = Math.min(wanted, rules.ttlMillis(newest));
        }
        wanted = Math.min(wanted, rules.markerEndMillis(rows.forgottenUpToMillis()));
        if (eventTimerMillis != NEVER && eventTimerMillis <= wanted) {
            return eventTimerMillis;
        }
        return wanted == Long.MAX_VALUE ? NEVER : wanted;
    }

    private static boolean reached(long dueMillis, long watermarkMillis) {
        return dueMillis != Long.MAX_VALUE && dueMillis <= watermarkMillis;
    }
}
