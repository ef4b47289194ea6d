package io.metarefresh.job.decode;

import static io.metarefresh.job.decode.TestingDecoding.WRITTEN;
import static io.metarefresh.job.decode.TestingDecoding.accepted;
import static io.metarefresh.job.decode.TestingDecoding.assertRejected;
import static io.metarefresh.job.decode.TestingDecoding.change;
import static io.metarefresh.job.decode.TestingDecoding.encode;
import static io.metarefresh.job.decode.TestingDecoding.raw;
import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.interaction.Interaction;
import io.metarefresh.interaction.InteractionCodec;
import io.metarefresh.interaction.SupportSet;
import io.metarefresh.job.TestingEvents;
import io.metarefresh.job.record.DeadLetterCause;
import io.metarefresh.job.record.EntityInteraction;
import io.metarefresh.job.record.ProfileChange;
import io.metarefresh.job.record.RawRecord;
import io.metarefresh.schemas.EntityProfile;
import io.metarefresh.schemas.InteractionEvent;
import io.metarefresh.snapshot.EntityKind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DecodingTest {
    private static final Interaction INTERACTION = TestingEvents.interaction("e", "mémber", 5);
    private final InteractionDecoding interactions = TestingDecoding.interactions(EntityKind.MEMBER);
    private final ProfileDecoding profiles = TestingDecoding.profiles();

    @Test
    void anInteractionKeepsEveryField() {
        EntityInteraction decoded = accepted(interactions.decode(raw(INTERACTION)));
        assertThat(decoded.entityId()).isEqualTo("mémber");
        assertThat(decoded.partition()).isEqualTo(3);
        assertThat(decoded.timestampMillis()).isEqualTo(WRITTEN);
        assertThat(InteractionCodec.encode(decoded.row().interaction()))
                .isEqualTo(InteractionCodec.encode(INTERACTION));
    }

    @Test
    void theEntityMayBeTheItemWhileTheTopicStaysKeyedByMember() {
        InteractionDecoding byItem = TestingDecoding.interactions(EntityKind.ITEM);
        assertThat(accepted(byItem.decode(raw(INTERACTION))).entityId()).isEqualTo(INTERACTION.itemId());
        assertRejected(
                byItem.decode(raw(INTERACTION.itemId(), encode(TestingEvents.avro(INTERACTION)))),
                DeadLetterCause.KEY_MISMATCH);
    }

    @Test
    void aBadRecordDoesNotPoisonTheNext() {
        byte[] value = encode(TestingEvents.avro(INTERACTION));
        byte[] truncated = java.util.Arrays.copyOf(value, value.length - 3);
        byte[] unknown = value.clone();
        ByteBuffer.wrap(unknown).putInt(1, 2);
        byte[] magic = value.clone();
        magic[0] = 7;
        byte[] trailing = java.util.Arrays.copyOf(value, value.length + 1);
        String key = INTERACTION.memberId();
        assertRejected(interactions.decode(raw(key, truncated)), DeadLetterCause.MALFORMED_AVRO);
        accepted(interactions.decode(raw(INTERACTION)));
        assertRejected(interactions.decode(raw(key, unknown)), DeadLetterCause.UNKNOWN_SCHEMA, "2");
        accepted(interactions.decode(raw(INTERACTION)));
        assertRejected(interactions.decode(raw(key, magic)), DeadLetterCause.BAD_MAGIC);
        assertRejected(interactions.decode(raw(key, trailing)), DeadLetterCause.TRAILING_BYTES);
        assertRejected(interactions.decode(raw(key, new byte[2])), DeadLetterCause.TOO_SHORT);
        accepted(interactions.decode(raw(INTERACTION)));
    }

    @Test
    void sizeIsCheckedBeforeAnythingIsDecoded() {
        byte[] garbage = new byte[TestingDecoding.MAX_BYTES];
        assertRejected(interactions.decode(raw("m", garbage)), DeadLetterCause.OVERSIZE, "10001", "10000");
        assertRejected(profiles.decode(raw("m", garbage)), DeadLetterCause.OVERSIZE);
    }

    @Test
    void anInteractionNeedsAValueAndIds() {
        assertRejected(interactions.decode(raw("m", null)), DeadLetterCause.NULL_VALUE);
        InteractionEvent event = TestingEvents.avro(INTERACTION);
        event.setEventId("");
        assertRejected(interactions.decode(raw("mémber", encode(event))), DeadLetterCause.EMPTY_ID, "event_id");
        event.setEventId("e");
        event.setItemId("");
        assertRejected(interactions.decode(raw("mémber", encode(event))), DeadLetterCause.EMPTY_ID, "item_id");
    }

    @Test
    void theKeyIsTheId() {
        byte[] value = encode(TestingEvents.avro(INTERACTION));
        assertRejected(interactions.decode(raw("other", value)), DeadLetterCause.KEY_MISMATCH, "other", "mémber");
        assertRejected(interactions.decode(raw(null, value)), DeadLetterCause.EMPTY_ID, "key");
        byte[] latin1 = "mémber".getBytes(StandardCharsets.ISO_8859_1);
        RawRecord record = new RawRecord("topic", 0, 0, WRITTEN, latin1, value);
        assertRejected(interactions.decode(record), DeadLetterCause.KEY_MISMATCH, "UTF-8");
    }

    @Test
    void messagesStayOneShortLineWhateverTheKey() {
        String hostile = "a\nb\u0000" + "x".repeat(5000);
        assertRejected(
                interactions.decode(raw(hostile, encode(TestingEvents.avro(INTERACTION)))),
                DeadLetterCause.KEY_MISMATCH,
                "a b xx");
    }

    @Test
    void aProfileKeepsItsTimesAndANullValueForgets() {
        EntityProfile profile = TestingEvents.avro("m", TestingEvents.profile(1f, 2f), 50);
        ProfileChange plain = change(profiles.decode(raw("m", encode(profile))));
        assertThat(plain.updatedAtMillis()).isEqualTo(50);
        assertThat(plain.forgetUpToMillis()).isEqualTo(SupportSet.NEVER);
        assertThat(plain.features().dense().get("age")).containsExactly(1f, 2f);

        profile.setForgetBefore(Instant.ofEpochMilli(40));
        assertThat(change(profiles.decode(raw("m", encode(profile)))).forgetUpToMillis())
                .isEqualTo(40);

        ProfileChange forgetting = change(profiles.decode(raw("m", null)));
        assertThat(forgetting).isEqualTo(ProfileChange.forgetting("m", WRITTEN));
        assertThat(forgetting.isNullValue()).isTrue();
        assertRejected(profiles.decode(raw(null, null)), DeadLetterCause.EMPTY_ID);
        assertRejected(profiles.decode(raw("other", encode(profile))), DeadLetterCause.KEY_MISMATCH);
    }
}
