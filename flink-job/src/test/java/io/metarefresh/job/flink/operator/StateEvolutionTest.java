package io.metarefresh.job.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metarefresh.job.TestingSnapshots;
import io.metarefresh.job.flink.serializer.AdmittedSnapshotSerializer;
import io.metarefresh.job.flink.serializer.DataViewCodec;
import io.metarefresh.job.flink.serializer.RolloutStateSerializer;
import io.metarefresh.job.flink.serializer.ValueSerializer;
import io.metarefresh.job.record.AdmittedSnapshot;
import io.metarefresh.job.rollout.RolloutState;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Properties;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;
import org.junit.jupiter.api.Test;

/**
 * UPGRADE: what happens when a form of state gets one more field. {@link Next} is that next form, made as
 * {@code docs/compatibility.md} says.
 */
class StateEvolutionTest {
    private static final Path FORMS = Path.of("src/test/resources/savepoints/0.1.0/state-forms.properties");
    private static final RolloutState PRESENT =
            new RolloutState(TestingSnapshots.admitted(8), RolloutState.Phase.ROLLING_OUT);

    /** The present contents and a field that was added. */
    private record Next(RolloutState present, long startedAtMillis) {}

    /** Version 2 of the form of {@link RolloutStateSerializer}. */
    public static final class NextSerializer extends ValueSerializer<Next> {
        private static final long serialVersionUID = 1L;
        private static final int VERSION = 2;
        private static final long UNKNOWN = -1;

        @Override
        public void serialize(Next value, DataOutputView target) throws IOException {
            target.writeByte(VERSION);
            new AdmittedSnapshotSerializer().serialize(value.present().snapshot(), target);
            target.writeUTF(value.present().phase().name());
            target.writeLong(value.startedAtMillis());
        }

        @Override
        public Next deserialize(DataInputView source) throws IOException {
            int version = DataViewCodec.version("progress of a rollout", VERSION, source);
            AdmittedSnapshot snapshot = new AdmittedSnapshotSerializer().deserialize(source);
            RolloutState.Phase phase = RolloutState.Phase.valueOf(source.readUTF());
            return new Next(new RolloutState(snapshot, phase), version < 2 ? UNKNOWN : source.readLong());
        }

        @Override
        public TypeSerializerSnapshot<Next> snapshotConfiguration() {
            return new Snapshot();
        }

        /** The values carry their version, so nothing is to be said here. */
        public static final class Snapshot extends SimpleTypeSerializerSnapshot<Next> {
            public Snapshot() {
                super(NextSerializer::new);
            }
        }
    }

    /** As it lies beside the stored savepoint. */
    private static byte[] stored(String form) throws IOException {
        Properties forms = new Properties();
        try (Reader reader = Files.newBufferedReader(FORMS)) {
            forms.load(reader);
        }
        return HexFormat.of().parseHex(forms.getProperty(form));
    }

    @Test
    void aFieldThatWasAddedHasItsDefaultInStateOfTheFormBefore() throws Exception {
        NextSerializer next = new NextSerializer();

        assertThat(next.deserialize(new DataInputDeserializer(stored("snapshots"))))
                .isEqualTo(new Next(PRESENT, NextSerializer.UNKNOWN));
        DataOutputSerializer out = new DataOutputSerializer(64);
        next.serialize(new Next(PRESENT, 5), out);
        assertThat(next.deserialize(new DataInputDeserializer(out.getCopyOfBuffer())))
                .isEqualTo(new Next(PRESENT, 5));
    }

    @Test
    void theNextFormIsRefusedByTheFormBeforeInOneLine() throws Exception {
        DataOutputSerializer out = new DataOutputSerializer(64);
        new NextSerializer().serialize(new Next(PRESENT, 5), out);

        assertThatThrownBy(() ->
                        new RolloutStateSerializer().deserialize(new DataInputDeserializer(out.getCopyOfBuffer())))
                .isInstanceOf(IOException.class)
                .hasMessage("stored progress of a rollout has version 2, this job reads up to 1: it was written by a"
                        + " newer job");
    }
}
