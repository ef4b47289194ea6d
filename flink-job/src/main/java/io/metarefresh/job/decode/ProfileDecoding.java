package io.metarefresh.job.decode;

import io.metarefresh.encoding.InputContract;
import io.metarefresh.interaction.Profile;
import io.metarefresh.interaction.SupportSet;
import io.metarefresh.job.record.DeadLetterCause;
import io.metarefresh.job.record.ProfileChange;
import io.metarefresh.job.record.RawRecord;
import io.metarefresh.schemas.BadRecordException;
import io.metarefresh.schemas.RecordDecoder;

/** Decodes and checks records of the profiles topic; a null value is a request to forget. */
public final class ProfileDecoding extends RecordDecoding<ProfileChange> {
    private final RecordDecoder<Profile> decoder;
    private final InputContract contract;
    private final DecodeRules rules;

    public ProfileDecoding(RecordDecoder<Profile> decoder, InputContract contract, DecodeRules rules) {
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
        Profile profile = decoder.decode(record.value());
        RecordChecks.id("entity_id", profile.entityId());
        RecordChecks.sameId(RecordChecks.key(record), "entity_id", profile.entityId());
        RecordChecks.clock(record, "updated_at", profile.updatedAtMillis(), rules.maxClockSkew());
        if (profile.forgetUpToMillis().isPresent()) {
            RecordChecks.clock(
                    record, "forget_before", profile.forgetUpToMillis().getAsLong(), rules.maxClockSkew());
        }
        RecordChecks.contract(contract.violation(profile.entityId(), profile.features()));
        return new ProfileChange(
                profile.entityId(),
                profile.features(),
                profile.updatedAtMillis(),
                profile.forgetUpToMillis().orElse(SupportSet.NEVER),
                record.timestampMillis());
    }
}
