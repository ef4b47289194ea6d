package io.metarefresh.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.metarefresh.innerloop.InnerLoop;
import io.metarefresh.innerloop.SupportTask;
import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.job.config.JobConfig;
import io.metarefresh.schemas.EntityProfile;
import io.metarefresh.schemas.InteractionEvent;
import io.metarefresh.schemas.RecordEncoder;
import io.metarefresh.schemas.SnapshotActivation;
import io.metarefresh.snapshot.SnapshotReader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What the stored savepoints were taken of: a few members with every kind of state, written to topics of fixed names, so that the
 * offsets in the savepoint mean the same records wherever it is restored. What is here must never change, only be added to, because
 * older savepoints have seen it.
 *
 * <ul>
 *   <li>{@code many}: a profile and more rows than are kept, so that there are older and recent ones; a refresh waits
 *   <li>{@code few}: two rows, of which the second waits for the end of the interval
 *   <li>{@code expired}: one row, and event time has passed it by more than {@code member.expire-after}
 *   <li>{@code forgotten}: rows before and after its forget marker
 *   <li>{@code late}: first seen under version 8, which by then had been admitted; version 9 was announced, but cannot be read
 *   <li>one record that is no interaction
 * </ul>
 */
final class SavepointScenario {
    static final Path SAVEPOINTS = Path.of("src/test/resources/savepoints");

    /** Relative to the module, because these places are part of the state. */
    static final String FIRST = SAVEPOINTS + "/snapshots/7";

    static final String SECOND = SAVEPOINTS + "/snapshots/8";
    private static final String UNREACHABLE = SAVEPOINTS + "/snapshots/not-there/9";

    static final long NOW = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
    static final long FORGOTTEN_UP_TO = NOW + 10;
    static final long LONG_AGO = NOW - Duration.ofDays(40).toMillis();
    static final Features PROFILE = TestingEvents.profile(0.25f, 0.75f);

    private SavepointScenario() {}

    static TestingStack stack() throws Exception {
        return new TestingStack("savepoint", 2, 20_000, 80_000);
    }

    static JobConfig config(TestingStack stack, String... more) throws Exception {
        return stack.config(
                Path.of(FIRST),
                Stream.concat(
                                Stream.of(
                                        "snapshot.allowed-uri-prefixes",
                                        SAVEPOINTS.toString(),
                                        "refresh.min-interval",
                                        "1 h",
                                        "member.expire-after",
                                        "30 d",
                                        "member.forget-retention",
                                        "3650 d",
                                        "input.watermark-idleness",
                                        "1 s"),
                                Stream.of(more))
                        .toArray(String[]::new));
    }

    static List<Interaction> of(String member, int rows, long firstMillis) {
        return IntStream.range(0, rows)
                .mapToObj(i -> TestingEvents.interaction(member + i, member, firstMillis + i))
                .toList();
    }

    /** Everything before the second snapshot: 18 interactions, one record that is none, two profiles. */
    static void sendFirst(TestingStack stack) {
        of("expired", 1, LONG_AGO).forEach(row -> send(stack, row));
        of("many", 12, NOW).forEach(row -> send(stack, row));
        of("few", 2, NOW).forEach(row -> send(stack, row));
        of("forgotten", 3, FORGOTTEN_UP_TO - 1).forEach(row -> send(stack, row));
        stack.send(stack.topics.interactions(), 1, "poison".getBytes(UTF_8), new byte[] {1});
        RecordEncoder<EntityProfile> profiles =
                new RecordEncoder<>(stack.schemaIds.get(stack.topics.memberProfiles() + "-value"), EntityProfile.class);
        stack.send(
                stack.topics.memberProfiles(),
                0,
                "many".getBytes(UTF_8),
                profiles.encode(TestingEvents.avro("many", PROFILE, NOW)));
        EntityProfile forget = TestingEvents.avro("forgotten", Features.NONE, NOW);
        forget.setForgetBefore(Instant.ofEpochMilli(FORGOTTEN_UP_TO));
        stack.send(stack.topics.memberProfiles(), 0, "forgotten".getBytes(UTF_8), profiles.encode(forget));
    }

    static void announceSecond(TestingStack stack) throws Exception {
        announce(stack, 8, SECOND, SnapshotReader.manifestSha256(Path.of(SECOND)));
    }

    /** After the second snapshot runs: one interaction, and a third snapshot that nobody can read. */
    static void sendLast(TestingStack stack) {
        of("late", 1, NOW + 100).forEach(row -> send(stack, row));
        announce(stack, 9, UNREACHABLE, "9".repeat(64));
    }

    private static void announce(TestingStack stack, long version, String uri, String sha256) {
        RecordEncoder<SnapshotActivation> activations = new RecordEncoder<>(
                stack.schemaIds.get(stack.topics.modelSnapshots() + "-value"), SnapshotActivation.class);
        SnapshotActivation activation = SnapshotActivation.newBuilder()
                .setModelName("testing")
                .setModelVersion(version)
                .setUri(uri)
                .setSha256(sha256)
                .setActivatedAt(Instant.ofEpochMilli(NOW))
                .setDefaultEmbedding(List.of(0f, 0f, 0f, 0f))
                .build();
        stack.send(
                stack.topics.modelSnapshots(),
                0,
                ("testing@" + version).getBytes(UTF_8),
                activations.encode(activation));
    }

    /** All members on both partitions, so that event time moves on in both. */
    static void send(TestingStack stack, Interaction row) {
        RecordEncoder<InteractionEvent> interactions = new RecordEncoder<>(
                stack.schemaIds.get(stack.topics.interactions() + "-value"), InteractionEvent.class);
        stack.send(
                stack.topics.interactions(),
                row.memberId().length() & 1,
                row.memberId().getBytes(UTF_8),
                interactions.encode(TestingEvents.avro(row)));
    }

    /** What the job publishes of these rows, computed outside of it. */
    static float[] embedding(String snapshot, Features profile, List<Interaction> rows) throws Exception {
        try (InnerLoop innerLoop = new InnerLoop(
                SnapshotReader.read(Path.of(snapshot), SnapshotReader.manifestSha256(Path.of(snapshot))))) {
            return innerLoop
                    .adapt(List.of(new SupportTask("any", profile, rows)))
                    .get(0)
                    .embedding();
        }
    }

    /** Whether a count is in checkpointed state, and does not count attempts to read the unreachable snapshot. */
    static boolean isStored(Map.Entry<String, Object> accumulator) {
        return accumulator.getKey().matches("(interactions|profiles|activations|snapshots)_.*");
    }
}
