package io.metarefresh.job.flink.serializer;

import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.innerloop.SupportTask;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.interaction.InteractionCodec;
import io.metarefresh.job.TestingEvents;
import io.metarefresh.job.TestingSnapshots;
import io.metarefresh.job.record.AdmittedSnapshot;
import io.metarefresh.job.record.Announcement;
import io.metarefresh.job.record.DeadLetter;
import io.metarefresh.job.record.DeadLetterCause;
import io.metarefresh.job.record.EntityInteraction;
import io.metarefresh.job.record.InnerLoopInput;
import io.metarefresh.job.record.ProfileChange;
import io.metarefresh.job.record.Publication;
import io.metarefresh.job.record.RawRecord;
import io.metarefresh.job.record.Reason;
import io.metarefresh.job.record.Refresh;
import io.metarefresh.job.record.SideInput;
import io.metarefresh.job.record.SnapshotSwitch;
import io.metarefresh.job.rollout.RolloutState;
import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshotSerializationUtil;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;
import org.junit.jupiter.api.Test;

class SerializersTest {
    private static final Interaction INTERACTION = TestingEvents.interaction("é-1", "m", 5);

    /** Through the serializer that a restored snapshot of it gives, so that both are tested; compares usefully by text and bytes. */
    private static <T> T roundTrip(TypeSerializer<T> serializer, T value) throws IOException {
        DataOutputSerializer snapshotBytes = new DataOutputSerializer(64);
        TypeSerializerSnapshotSerializationUtil.writeSerializerSnapshot(
                snapshotBytes, serializer.snapshotConfiguration());
        TypeSerializerSnapshot<T> snapshot = TypeSerializerSnapshotSerializationUtil.readSerializerSnapshot(
                new DataInputDeserializer(snapshotBytes.getCopyOfBuffer()), SerializersTest.class.getClassLoader());
        assertThat(serializer
                        .snapshotConfiguration()
                        .resolveSchemaCompatibility(snapshot)
                        .isCompatibleAsIs())
                .isTrue();
        TypeSerializer<T> restored = snapshot.restoreSerializer();
        assertThat(restored).isEqualTo(serializer);

        DataOutputSerializer bytes = new DataOutputSerializer(64);
        serializer.serialize(value, bytes);
        bytes.writeInt(42);
        DataInputDeserializer input = new DataInputDeserializer(bytes.getCopyOfBuffer());
        DataOutputSerializer copied = new DataOutputSerializer(64);
        restored.copy(input, copied);
        assertThat(input.readInt()).as("nothing left, nothing too much").isEqualTo(42);
        return restored.deserialize(new DataInputDeserializer(copied.getCopyOfBuffer()));
    }

    @Test
    void rawRecordsKeepTheDifferenceOfNullAndEmpty() throws IOException {
        RawRecord nothing = new RawRecord("topic", 3, 1L << 40, -1, null, new byte[0]);
        RawRecord read = roundTrip(new RawRecordSerializer(), nothing);
        assertThat(read.key()).isNull();
        assertThat(read.value()).isEmpty();
        assertThat(read).usingRecursiveComparison().isEqualTo(nothing);
    }

    @Test
    void deadLettersKeepTheirBytes() throws IOException {
        DeadLetter letter = new DeadLetter(
                new RawRecord("topic", 0, 1, 2, new byte[] {1}, new byte[] {2, 3}),
                DeadLetterCause.CLOCK,
                "x".repeat(70_000));
        assertThat(roundTrip(new DeadLetterSerializer(), letter))
                .usingRecursiveComparison()
                .isEqualTo(letter);
    }

    @Test
    void interactionsRoundTrip() throws IOException {
        assertThat(InteractionCodec.encode(roundTrip(new InteractionSerializer(), INTERACTION)))
                .isEqualTo(InteractionCodec.encode(INTERACTION));
        EntityInteraction input = new EntityInteraction("item", INTERACTION, 7, 99);
        EntityInteraction read = roundTrip(new EntityInteractionSerializer(), input);
        assertThat(new EntityInteraction("item", INTERACTION, read.partition(), read.timestampMillis()))
                .isEqualTo(input);
        assertThat(read.entityId()).isEqualTo("item");
        assertThat(read.row().eventTimeMillis()).isEqualTo(INTERACTION.eventTimeMillis());
        assertThat(InteractionCodec.encode(read.row().interaction())).isEqualTo(InteractionCodec.encode(INTERACTION));
    }

    @Test
    void profileChangesRoundTrip() throws IOException {
        for (ProfileChange change :
                List.of(ProfileChange.forgetting("m", 5), ProfileChange.of("m", TestingEvents.profile(1f, 2f), 3, 4))) {
            assertThat(roundTrip(new ProfileChangeSerializer(), change))
                    .usingRecursiveComparison()
                    .isEqualTo(change);
        }
    }

    @Test
    void snapshotsOnTheirWayAndInStateRoundTrip() throws IOException {
        AdmittedSnapshot snapshot = TestingSnapshots.admitted(9);
        for (SideInput notice : List.of(snapshot, ProfileChange.forgetting("m", 5))) {
            assertThat(roundTrip(new SideInputSerializer(), notice)).isEqualTo(notice);
        }
        for (InnerLoopInput input : List.of(new SnapshotSwitch(snapshot, null), new Refresh.Forget("m", 7, 8))) {
            assertThat(roundTrip(new InnerLoopInputSerializer(), input)).isEqualTo(input);
        }
        for (Announcement announcement :
                List.of(new Announcement("m", 9, "/m/9", "f".repeat(64)), Announcement.withdrawn("m", 9))) {
            assertThat(roundTrip(new AnnouncementSerializer(), announcement)).isEqualTo(announcement);
        }
        RolloutState state = new RolloutState(snapshot, RolloutState.Phase.ROLLING_OUT);
        assertThat(roundTrip(new RolloutStateSerializer(), state)).isEqualTo(state);
    }

    @Test
    void refreshesAndPublicationsRoundTrip() throws IOException {
        SupportTask task = new SupportTask("m", TestingEvents.profile(1f, 2f), List.of(INTERACTION));
        for (Refresh refresh : List.of(new Refresh.Adapt(task, 5, Reason.PROFILE, 6), new Refresh.Forget("m", 7, 8))) {
            assertThat(roundTrip(new RefreshSerializer(), refresh))
                    .usingRecursiveComparison()
                    .isEqualTo(refresh);
        }
        for (Publication publication : List.of(
                new Publication.Embedding("m", new float[] {1f, -0f}, "model", 3, 4, 5, 0.5f, null, Reason.GUARD),
                new Publication.Tombstone("m", 9))) {
            assertThat(roundTrip(new PublicationSerializer(), publication))
                    .usingRecursiveComparison()
                    .isEqualTo(publication);
        }
    }

    @Test
    void aSerializerOfAnotherValueIsNotCompatible() {
        assertThat(new PublicationSerializer()
                        .snapshotConfiguration()
                        .resolveSchemaCompatibility(new SerializerClassSnapshot<>(new OtherPublicationSerializer()))
                        .isIncompatible())
                .isTrue();
    }

    private static final class OtherPublicationSerializer extends InFlightSerializer<Publication> {
        private static final long serialVersionUID = 1L;

        @Override
        public void serialize(Publication value, DataOutputView target) {}

        @Override
        public Publication deserialize(DataInputView source) {
            return null;
        }
    }

    @Test
    void packedValuesRoundTrip() throws IOException {
        for (byte[] value : List.of(new byte[0], new byte[] {1, 0, -1})) {
            assertThat(roundTrip(new PackedValueSerializer(), value)).isEqualTo(value);
        }
    }
}
