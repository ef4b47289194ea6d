package io.metarefresh.job.member;

import static io.metarefresh.interaction.SupportSet.NEVER;

import io.metarefresh.interaction.SupportSetRules;
import java.io.Serializable;
import java.time.Duration;

/**
 * How entities are kept and refreshed.
 *
 * @param maxSize rows at most
 * @param horizon age from which a row is too old
 * @param minInterval PACE: least time between two refreshes of one entity
 * @param expireAfter EXPIRY; null for never
 * @param memberTtl FINITE: when rows of idle entities are dropped; null for never
 * @param forgetRetention how long a forget marker is kept
 */
public record MemberRules(
        int maxSize,
        Duration horizon,
        Duration minInterval,
        Duration expireAfter,
        Duration memberTtl,
        Duration forgetRetention)
        implements Serializable {

    public SupportSetRules supportSetRules() {
        return new SupportSetRules(maxSize, horizon);
    }

    Pace pace() {
        return new Pace(minInterval);
    }

    /** When an entity of this newest event time expires; {@link Long#MAX_VALUE} for never, here and below. */
    long expiryMillis(long newestEventTimeMillis) {
        return after(newestEventTimeMillis, expireAfter);
    }

    /** When the rows of an entity of this newest event time are dropped. */
    long ttlMillis(long newestEventTimeMillis) {
        return after(newestEventTimeMillis, memberTtl);
    }

    /** When it need not be known any more that an entity was forgotten up to this time. */
    long markerEndMillis(long forgottenUpToMillis) {
        return after(forgottenUpToMillis, forgetRetention);
    }

    private static long after(long sinceMillis, Duration duration) {
        if (sinceMillis == NEVER || duration == null) {
            return Long.MAX_VALUE;
        }
        try {
            return Math.addExact(sinceMillis, duration.toMillis());
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }
}
