package io.metarefresh.job.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metarefresh.encoding.InputContract;
import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.interaction.SupportSetRules;
import io.metarefresh.job.TestingEvents;
import io.metarefresh.job.TestingSnapshots;
import io.metarefresh.job.flink.serializer.AdmittedSnapshotSerializer;
import io.metarefresh.job.flink.serializer.AnnouncementSerializer;
import io.metarefresh.job.flink.serializer.InputContractSerializer;
import io.metarefresh.job.flink.serializer.PackedValueSerializer;
import io.metarefresh.job.flink.serializer.RolloutStateSerializer;
import io.metarefresh.job.record.Announcement;
import io.metarefresh.job.record.ProfileChange;
import io.metarefresh.job.rollout.RolloutState;
import io.metarefresh.snapshot.EntityKind;
import io.metarefresh.snapshot.Loss;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

/**
 * UPGRADE: the bytes of fixed values of every state type are those that lie beside the newest stored savepoint. A form that changes
 * needs a new version byte, a savepoint of its own, and these bytes beside it: {@code docs/compatibility.md}
 * has the commands.
 */
class StateFormsTest {
    private static final Path SAVEPOINTS = Path.of("src/test/resources/savepoints");
    private static final String FILE = "state-forms.properties";
    private static final MemberRules RULES =
            new MemberRules(6, Duration.ofMillis(60), Duration.ofMillis(10), null, null, Duration.ofDays(1));

    private record Sample<T>(String name, TypeSerializer<T> serializer, T value) {
        byte[] bytes() throws IOException {
            DataOutputSerializer out = new DataOutputSerializer(64);
            serializer.serialize(value, out);
            return out.getCopyOfBuffer();
        }

        byte[] snapshot() throws IOException {
            DataOutputSerializer out = new DataOutputSerializer(64);
            TypeSerializerSnapshot.writeVersionedSnapshot(out, serializer.snapshotConfiguration());
            return out.getCopyOfBuffer();
        }
    }

    private static List<Sample<?>> samples() throws Exception {
        TestingMemberStore store = new TestingMemberStore();
        Member member = store.load(RULES, "m");
        member.apply(ProfileChange.of("m", TestingEvents.profile(0.5f, 1f), 900, 900), 900);
        member.apply(ProfileChange.forgetting("m", 950), 950);
        member.apply(ProfileChange.of("m", TestingEvents.profile(0.5f, 1f), 960, 960), 960);
        store.save(member);
        for (int i = 0; i < 9; i++) {
            member = store.load(RULES, "m");
            Interaction plain = TestingEvents.interaction("e" + i, i == 3 ? "other" : "m", 1000 + i);
            Features context = i % 2 == 0 ? plain.context() : Features.NONE;
            member.add(
                    new Interaction(
                            plain.eventId(),
                            i,
                            plain.memberId(),
                            plain.itemId(),
                            plain.eventTimeMillis(),
                            plain.label(),
                            i == 4 ? 0.5f : 1f,
                            context),
                    1000 + i,
                    1000 + i);
            store.save(member);
        }
        var admitted = TestingSnapshots.admitted(8);
        return List.of(
                new Sample<>("member", new PackedValueSerializer(), store.member),
                new Sample<>("rows", new PackedValueSerializer(), store.rows),
                new Sample<>("profile", new PackedValueSerializer(), store.profile),
                new Sample<>("admitted", new AdmittedSnapshotSerializer(), admitted),
                new Sample<>(
                        "waiting",
                        new AnnouncementSerializer(),
                        new Announcement("testing", 9, "/snapshots/9", "sha-9")),
                new Sample<>(
                        "snapshots",
                        new RolloutStateSerializer(),
                        new RolloutState(admitted, RolloutState.Phase.ROLLING_OUT)),
                new Sample<>(
                        "contract",
                        new InputContractSerializer(),
                        InputContract.of(
                                EntityKind.MEMBER,
                                Loss.LOGISTIC,
                                Map.of("age", 2),
                                Map.of("genres", InputContract.IDS, "signals", 3),
                                new SupportSetRules(6, Duration.ofMillis(60)))));
    }

    private static TreeMap<String, String> forms() throws Exception {
        TreeMap<String, String> forms = new TreeMap<>();
        for (Sample<?> sample : samples()) {
            forms.put(sample.name(), HexFormat.of().formatHex(sample.bytes()));
            forms.put(sample.name() + ".serializer", HexFormat.of().formatHex(sample.snapshot()));
        }
        return forms;
    }

    private static List<Path> versions() throws IOException {
        try (Stream<Path> all = Files.list(SAVEPOINTS)) {
            return all.filter(version -> Files.exists(version.resolve("_metadata")))
                    .sorted()
                    .toList();
        }
    }

    private static Properties stored(Path version) throws IOException {
        Properties stored = new Properties();
        try (var in = Files.newBufferedReader(version.resolve(FILE))) {
            stored.load(in);
        }
        return stored;
    }

    @Test
    void noStateTypeChangesWithoutAStoredSavepointOfItsOwn() throws Exception {
        String generated = System.getProperty("metarefresh.state-forms");
        if (generated != null) {
            Files.writeString(
                    SAVEPOINTS.resolve(generated).resolve(FILE),
                    forms().entrySet().stream()
                            .map(form -> form.getKey() + "=" + form.getValue() + "\n")
                            .collect(Collectors.joining()));
        }
        List<Path> versions = versions();
        assertThat(stored(versions.get(versions.size() - 1)))
                .as("the form of a state type changed: raise its version, read the earlier ones, store a new savepoint")
                .containsExactlyInAnyOrderEntriesOf(new TreeMap<Object, Object>(forms()));
    }

    @Test
    void thePresentSerializersTakeOverTheStateThatEarlierOnesWrote() throws Exception {
        for (Path version : versions()) {
            Properties stored = stored(version);
            for (Sample<?> sample : samples()) {
                if (!stored.containsKey(sample.name())) {
                    // A state that came later.
                    continue;
                }
                takesOver(sample, HexFormat.of().parseHex(stored.getProperty(sample.name() + ".serializer")));
                assertThat(sample.serializer()
                                .deserialize(new DataInputDeserializer(
                                        HexFormat.of().parseHex(stored.getProperty(sample.name())))))
                        .as(version + ": " + sample.name())
                        .isEqualTo(sample.value());
            }
        }
    }

    private static <T> void takesOver(Sample<T> sample, byte[] snapshot) throws IOException {
        TypeSerializerSnapshot<T> earlier = TypeSerializerSnapshot.readVersionedSnapshot(
                new DataInputDeserializer(snapshot), StateFormsTest.class.getClassLoader());
        assertThat(sample.serializer()
                        .snapshotConfiguration()
                        .resolveSchemaCompatibility(earlier)
                        .isCompatibleAsIs())
                .isTrue();
    }

    @Test
    void aValueOfALaterVersionIsRefusedInOneLine() throws Exception {
        for (Sample<?> sample : samples()) {
            if (sample.serializer() instanceof PackedValueSerializer) {
                // Its bytes are the member's own: StoredMemberTest.
                continue;
            }
            byte[] later = sample.bytes();
            later[0]++;
            assertThatThrownBy(() -> sample.serializer().deserialize(new DataInputDeserializer(later)))
                    .as(sample.name())
                    .isInstanceOf(IOException.class)
                    .hasMessageMatching(
                            "stored .* has version 2, this job reads up to 1: it was written by a newer job");
        }
    }
}
