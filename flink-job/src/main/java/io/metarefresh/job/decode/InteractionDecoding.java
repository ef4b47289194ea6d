package io.metarefresh.job.decode;

import io.metarefresh.encoding.InputContract;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.job.record.DeadLetterCause;
import io.metarefresh.job.record.EntityInteraction;
import io.metarefresh.job.record.RawRecord;
import io.metarefresh.schemas.BadRecordException;
import io.metarefresh.schemas.RecordDecoder;
import io.metarefresh.snapshot.EntityKind;

/** Decodes and checks records of the interactions topic. */
public final class InteractionDecoding extends RecordDecoding<EntityInteraction> {
    private final RecordDecoder<Interaction> decoder;
    private final InputContract contract;
    private final DecodeRules rules;

    public InteractionDecoding(RecordDecoder<Interaction> decoder, InputContract contract, DecodeRules rules) {
        super(rules.maxRecordBytes());
        this.decoder = decoder;
        this.contract = contract;
        this.rules = rules;
    }

    @Override
    EntityInteraction accepted(RawRecord record) throws RecordChecks.Refusal, BadRecordException {
        if (record.value() == null) {
            throw new RecordChecks.Refusal(DeadLetterCause.NULL_VALUE, "an interaction must have a value");
        }
        Interaction interaction = decoder.decode(record.value());
        RecordChecks.id("event_id", interaction.eventId());
        RecordChecks.id("member_id", interaction.memberId());
        RecordChecks.id("item_id", interaction.itemId());
        RecordChecks.sameId(RecordChecks.key(record), "member_id", interaction.memberId());
        RecordChecks.clock(record, "event_time", interaction.eventTimeMillis(), rules.maxClockSkew());
        RecordChecks.contract(contract.violation(interaction));
        String entityId = rules.entity() == EntityKind.MEMBER ? interaction.memberId() : interaction.itemId();
        return new EntityInteraction(entityId, interaction, record.partition(), record.timestampMillis());
    }
}
