package io.metarefresh.job.decode;

import io.metarefresh.encoding.InputContract;
import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.SupportSet;
import io.metarefresh.job.record.DeadLetterCause;
import io.metarefresh.job.record.ProfileChange;
import io.metarefresh.job.record.RawRecord;
import io.metarefresh.schemas.BadRecordException;
import io.metarefresh.schemas.EntityProfile;
import io.metarefresh.schemas.RecordDecoder;
import java.time.Instant;

/** Decodes and checks records of the profiles topic; a null value is a request to forget. */
public final class ProfileDecoding extends RecordDecoding<ProfileChange> {
    private final RecordDecoder<EntityProfile> decoder;
    private final InputContract contract;
    private final DecodeRules rules;

    public ProfileDecoding(RecordDecoder<EntityProfile> decoder, InputContract contract, DecodeRules rules) {
        super(rules.maxRecordBytes());
        this.decoder = decoder;
        this.contract = contract;
        this.rules = rules;
    }

    @Override
    ProfileChange accepted(RawRecord record) throws RecordChecks.Refusal, BadRecordException {
        if (record.value() == null) {
            String entityId = RecordChecks.key(record);
            if (record.timestampMillis() < 0) {
                throw new RecordChecks.Refusal(
                        DeadLetterCause.CLOCK, "a forgetting without Kafka timestamp says nothing about its time");
            }
            return ProfileChange.forgetting(entityId, record.timestampMillis());
        }
        EntityProfile profile = decoder.decode(record.value());
        RecordChecks.id("entity_id", profile.getEntityId());
        RecordChecks.sameId(RecordChecks.key(record), "entity_id", profile.getEntityId());
        RecordChecks.clock(record, "updated_at", profile.getUpdatedAt(), rules.maxClockSkew());
        Instant forgetBefore = profile.getForgetBefore();
        if (forgetBefore != null) {
            RecordChecks.clock(record, "forget_before", forgetBefore, rules.maxClockSkew());
        }
        Features features = AvroFeatures.raw(profile.getFeatures());
        RecordChecks.contract(contract.violation(profile.getEntityId(), features));
        return new ProfileChange(
                profile.getEntityId(),
                features,
                profile.getUpdatedAt().toEpochMilli(),
                forgetBefore == null ? SupportSet.NEVER : forgetBefore.toEpochMilli(),
                record.timestampMillis());
    }
}
