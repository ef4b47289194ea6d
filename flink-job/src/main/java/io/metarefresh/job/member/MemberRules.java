package io.metarefresh.job.member;

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
}
