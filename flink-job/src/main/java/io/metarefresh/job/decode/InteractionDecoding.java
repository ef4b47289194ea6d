package io.metarefresh.job.decode;

import io.metarefresh.encoding.InputContract;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.job.record.DeadLetterCause;
import io.metarefresh.job.record.EntityInteraction;
import io.metarefresh.job.record.RawRecord;
import io.metarefresh.schemas.BadRecordException;
import io.metarefresh.schemas.InteractionEvent;
import io.metarefresh.schemas.RecordDecoder;
import io.metarefresh.snapshot.EntityKind;

/** Decodes and checks records of the interactions topic. */
public final class InteractionDecoding extends RecordDecoding<EntityInteraction> {
    private final RecordDecoder<InteractionEvent> decoder;
    private final InputContract contract;
    private final DecodeRules rules;

    public InteractionDecoding(RecordDecoder<InteractionEvent> decoder, InputContract contract, DecodeRules rules) {
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
        InteractionEvent event = decoder.decode(record.value());
        RecordChecks.id("event_id", event.getEventId());
        RecordChecks.id("member_id", event.getMemberId());
        RecordChecks.id("item_id", event.getItemId());
        RecordChecks.sameId(RecordChecks.key(record), "member_id", event.getMemberId());
        RecordChecks.clock(record, "event_time", event.getEventTime(), rules.maxClockSkew());
        Interaction interaction = new Interaction(
                event.getEventId(),
                event.getEventVersion(),
                event.getMemberId(),
                event.getItemId(),
                event.getEventTime().toEpochMilli(),
                event.getLabel(),
                event.getWeight(),
                AvroFeatures.raw(event.getContext()));
        RecordChecks.contract(contract.violation(interaction));
        String entityId = rules.entity() == EntityKind.MEMBER ? interaction.memberId() : interaction.itemId();
        return new EntityInteraction(entityId, interaction, record.partition(), record.timestampMillis());
    }
}
