package io.metarefresh.job.member;

import static io.metarefresh.interaction.SupportSet.NEVER;

import io.metarefresh.job.record.Reason;

/**
 * What is stored of an entity beside its rows and its profile. Times are epoch milliseconds,
 * {@link io.metarefresh.interaction.SupportSet#NEVER} where there is none.
 *
 * @param newestEventTimeMillis N of SUPPORT
 * @param forgottenUpToMillis F, the forget marker
 * @param asOfMillis the newest input ever seen: event time, profile, forgetting
 * @param hasProfile whether there is a profile
 * @param expired whether the published view is the un-adapted one although rows may remain
 * @param lastRefreshMillis processing time of the last refresh
 * @param pending why a refresh waits for the end of the interval; null when none waits
 * @param pendingInputMillis Kafka timestamp of the newest input that waits; negative when none
 * @param eventTimerMillis the event-time timer that is registered for expiry, ttl or the end of the forget marker
 * @param publishedVersion version of the snapshot that made the embedding that readers hold; NEVER where they hold none
 */
public record MemberHeader(
        long newestEventTimeMillis,
        long forgottenUpToMillis,
        long asOfMillis,
        boolean hasProfile,
        boolean expired,
        long lastRefreshMillis,
        Reason pending,
        long pendingInputMillis,
        long eventTimerMillis,
        long publishedVersion) {

    /** Of an entity never seen. */
    public static final MemberHeader NEW =
            new MemberHeader(NEVER, NEVER, NEVER, false, false, NEVER, null, -1, NEVER, NEVER);

    /** Whether nothing in it is worth storing. */
    boolean isBlank() {
        return newestEventTimeMillis == NEVER
                && forgottenUpToMillis == NEVER
                && !hasProfile
                && pending == null
                && eventTimerMillis == NEVER
                && publishedVersion == NEVER;
    }
}
