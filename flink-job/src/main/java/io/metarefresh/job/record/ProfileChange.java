package io.metarefresh.job.record;

import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.SupportSet;

/**
 * A record of the profiles topic.
 *
 * @param entityId whose profile it is
 * @param features the new features; null where the record had no value
 * @param updatedAtMillis when the profile changed; {@link SupportSet#NEVER} where the record had no value
 * @param forgetUpToMillis everything up to and including this time is to be forgotten; {@link SupportSet#NEVER} for nothing
 * @param timestampMillis the record's Kafka timestamp
 */
public record ProfileChange(
        String entityId, Features features, long updatedAtMillis, long forgetUpToMillis, long timestampMillis)
        implements SideInput {

    /** A record without value: forgets everything up to its Kafka timestamp. */
    public static ProfileChange forgetting(String entityId, long timestampMillis) {
        return new ProfileChange(entityId, null, SupportSet.NEVER, timestampMillis, timestampMillis);
    }

    public static ProfileChange of(String entityId, Features features, long updatedAtMillis, long timestampMillis) {
        return new ProfileChange(entityId, features, updatedAtMillis, SupportSet.NEVER, timestampMillis);
    }

    /** Whether the record had no value. */
    public boolean isNullValue() {
        return features == null;
    }

    @Override
    public <E extends Exception> void profileOrSnapshot(
            CaseAction<? super ProfileChange, E> profile, CaseAction<? super AdmittedSnapshot, E> snapshot) throws E {
        profile.apply(this);
    }
}
