package io.metarefresh.job.decode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.encoding.InputContract;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.job.TestingEvents;
import io.metarefresh.job.TestingSnapshots;
import io.metarefresh.job.record.DeadLetterCause;
import io.metarefresh.job.record.EntityInteraction;
import io.metarefresh.job.record.ProfileChange;
import io.metarefresh.job.record.RawRecord;
import io.metarefresh.schemas.EntityProfile;
import io.metarefresh.schemas.InteractionEvent;
import io.metarefresh.schemas.RecordDecoder;
import io.metarefresh.schemas.RecordEncoder;
import io.metarefresh.schemas.TestingSchemaRegistry;
import io.metarefresh.snapshot.EntityKind;
import java.time.Duration;

/** Records and decodings for the tests of this package; records are written at {@link #WRITTEN}. */
final class TestingDecoding {
    static final long WRITTEN = 1_700_000_000_000L;
    static final int MAX_BYTES = 10_000;
    static final Duration SKEW = Duration.ofMinutes(5);

    private TestingDecoding() {}

    static InteractionDecoding interactions(EntityKind entity) {
        return new InteractionDecoding(
                RecordDecoder.ofInteractions(new TestingSchemaRegistry(InteractionEvent.getClassSchema())),
                InputContract.of(TestingSnapshots.snapshot(entity).manifest()),
                new DecodeRules(entity, MAX_BYTES, SKEW, DeadLetterLimit.NONE, null));
    }

    static ProfileDecoding profiles() {
        return new ProfileDecoding(
                RecordDecoder.ofProfiles(new TestingSchemaRegistry(EntityProfile.getClassSchema())),
                InputContract.of(TestingSnapshots.snapshot(EntityKind.MEMBER).manifest()),
                new DecodeRules(EntityKind.MEMBER, MAX_BYTES, SKEW, DeadLetterLimit.NONE, null));
    }

    static RawRecord raw(String key, byte[] value) {
        return new RawRecord("topic", 3, 14, WRITTEN, key == null ? null : key.getBytes(UTF_8), value);
    }

    static byte[] encode(InteractionEvent event) {
        return new RecordEncoder<>(1, InteractionEvent.class).encode(event);
    }

    static byte[] encode(EntityProfile profile) {
        return new RecordEncoder<>(1, EntityProfile.class).encode(profile);
    }

    static RawRecord raw(Interaction interaction) {
        return raw(interaction.memberId(), encode(TestingEvents.avro(interaction)));
    }

    static EntityInteraction accepted(Decoded<EntityInteraction> decoded) {
        assertThat(decoded).isInstanceOf(Decoded.Accepted.class);
        return ((Decoded.Accepted<EntityInteraction>) decoded).value();
    }

    static ProfileChange change(Decoded<ProfileChange> decoded) {
        assertThat(decoded).isInstanceOf(Decoded.Accepted.class);
        return ((Decoded.Accepted<ProfileChange>) decoded).value();
    }

    static void assertRejected(Decoded<?> decoded, DeadLetterCause cause, String... parts) {
        assertThat(decoded).isInstanceOf(Decoded.Refused.class);
        Decoded.Refused<?> refused = (Decoded.Refused<?>) decoded;
        assertThat(refused.cause()).as(refused.message()).isEqualTo(cause);
        assertThat(refused.message()).hasLineCount(1);
        for (String part : parts) {
            assertThat(refused.message()).contains(part);
        }
    }
}
