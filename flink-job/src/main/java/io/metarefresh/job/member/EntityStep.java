package io.metarefresh.job.member;

import io.metarefresh.interaction.Outcome;
import io.metarefresh.interaction.SupportSet;
import io.metarefresh.job.record.EntityInteraction;
import io.metarefresh.job.record.ProfileChange;
import io.metarefresh.job.record.Refresh;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/**
 * The keyed step: works an input or a timer into the entity that it is about, moves the entity's timers and emits its refreshes.
 * One object serves all entities of a subtask, on the thread of its task.
 *
 * <p>Before a call its entity is to be selected, so that the store and the timers speak of it. After the call another one may be
 * selected.
 *
 * <p>An entity has at most two timers: one in event time for expiry, ttl and the end of the forget marker, and one in processing
 * time at the end of the interval while a refresh waits for it.
 */
public final class EntityStep {
    private final MemberRules rules;
    private final CachedMembers members;
    private final EntityTimers timers;
    private final Consumer<? super Refresh> out;
    private long modelVersion;

    /**
     * @param members the entities that acted last, in front of the store
     * @param out takes the refreshes, in order
     */
    public EntityStep(MemberRules rules, CachedMembers members, EntityTimers timers, Consumer<? super Refresh> out) {
        this.rules = rules;
        this.members = members;
        this.timers = timers;
        this.out = out;
    }

    /** From here on refreshes are made by the snapshot of this version. */
    public void useModelVersion(long version) {
        modelVersion = version;
    }

    /** Offers an interaction. */
    public Outcome accept(EntityInteraction input) throws IOException {
        Member member = load(input.entityId());
        Outcome outcome = member.add(input.row(), input.timestampMillis(), timers.processingTimeMillis());
        finish(member);
        return outcome;
    }

    /** Takes a record of the profiles topic. */
    public ProfileOutcome accept(ProfileChange change) throws IOException {
        Member member = load(change.entityId());
        ProfileOutcome outcome = member.apply(change, timers.processingTimeMillis());
        finish(member);
        return outcome;
    }

    /** The event-time timer: what the watermark has reached expires, is dropped or is no longer remembered as forgotten. */
    public void onEventTimer(String entityId) throws IOException {
        Member member = load(entityId);
        member.onEventTimer(timers.watermarkMillis(), timers.processingTimeMillis());
        finish(member);
    }

    /** The end of the interval, or of the input: emits the refresh that waits, if one does. */
    public void flush(String entityId) throws IOException {
        Member member = load(entityId);
        if (member.loadedHeader().pending() == null) {
            members.makeRoom();
        } else {
            member.flush(timers.processingTimeMillis());
            finish(member);
        }
    }

    /**
     * ROLLOUT: asks for a refresh where an older snapshot made the embedding that readers hold.
     *
     * @return whether it did
     */
    public boolean adaptAnew(String entityId) throws IOException {
        Member member = load(entityId);
        if (!member.adaptAnew(timers.processingTimeMillis())) {
            members.makeRoom();
            return false;
        }
        finish(member);
        return true;
    }

    /** From here on the store holds what all inputs so far made of it. */
    public void writeBack() throws IOException {
        members.writeBack();
    }

    private Member load(String entityId) throws IOException {
        return Member.load(rules, members.of(entityId), modelVersion);
    }

    private void finish(Member member) throws IOException {
        // Timers first: making room may select another entity.
        moveTimers(member.loadedHeader(), member.save());
        members.makeRoom();
        List<Refresh> refreshes = member.refreshes();
        for (int i = 0; i < refreshes.size(); i++) {
            out.accept(refreshes.get(i));
        }
    }

    private void moveTimers(MemberHeader before, MemberHeader after) {
        boolean waited = before.pending() != null;
        boolean waits = after.pending() != null;
        if (waits && !waited) {
            timers.registerProcessingTimer(rules.pace().dueMillis(after.lastRefreshMillis()));
        } else if (waited && !waits) {
            timers.deleteProcessingTimer(rules.pace().dueMillis(before.lastRefreshMillis()));
        }
        long dueMillis = after.eventTimerMillis();
        if (dueMillis != before.eventTimerMillis()) {
            if (before.eventTimerMillis() != SupportSet.NEVER) {
                timers.deleteEventTimer(before.eventTimerMillis());
            }
            if (dueMillis != SupportSet.NEVER) {
                timers.registerEventTimer(dueMillis);
            }
        } else if (dueMillis != SupportSet.NEVER && dueMillis <= timers.watermarkMillis()) {
            // In a savepoint that an earlier version drained the timer is gone. Where it is there this changes nothing.
            timers.registerEventTimer(dueMillis);
        }
    }
}
