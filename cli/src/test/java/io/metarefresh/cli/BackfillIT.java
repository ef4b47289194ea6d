package io.metarefresh.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.cli.backfill.Backfill;
import io.metarefresh.cli.backfill.BackfillPlan;
import io.metarefresh.cli.backfill.PlanFile;
import io.metarefresh.cli.backfill.Position;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.job.RefreshJob;
import io.metarefresh.job.TestingEvents;
import io.metarefresh.job.TestingSnapshots;
import io.metarefresh.job.TestingStack;
import io.metarefresh.job.config.JobConfig;
import io.metarefresh.schemas.InteractionEvent;
import io.metarefresh.schemas.RecordEncoder;
import io.metarefresh.schemas.Subjects;
import io.metarefresh.schemas.TopicAdmin;
import io.metarefresh.schemas.Topics;
import io.metarefresh.snapshot.EntityKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.core.execution.JobClient;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** BACKFILL: over the same input live job and backfill AGREE, and each member is adapted once. */
class BackfillIT {
    private static final int MEMBERS = 20;
    private static final int INTERACTIONS = 300;

    @TempDir
    private Path directory;

    private TestingStack stack;
    private RecordEncoder<InteractionEvent> events;
    private Path snapshot;
    private String output;
    private long now;

    @BeforeEach
    void start() throws Exception {
        stack = new TestingStack(2, 20_000);
        events = new RecordEncoder<>(
                stack.schemaIds.get(stack.topics.interactions() + "-value"), InteractionEvent.class);
        snapshot = TestingSnapshots.write(directory.resolve("snapshot"), EntityKind.MEMBER);
        output = stack.topics.metaEmbeddings() + "-2";
        now = System.currentTimeMillis();
        for (int i = 0; i < INTERACTIONS; i++) {
            send(i);
        }
        stack.send(stack.topics.memberProfiles(), 0, "m3".getBytes(UTF_8), null);
    }

    @AfterEach
    void stop() {
        stack.close();
    }

    @Test
    void theOffsetsOfAClustersBackfillArePrintedAndNothingIsRun() throws Exception {
        Path config = directory.resolve("planned.yaml");
        Files.write(
                config,
                stack.settings(snapshot).entrySet().stream()
                        .filter(setting -> !setting.getKey().equals("job.name"))
                        .map(setting -> setting.getKey() + ": \"" + setting.getValue() + "\"")
                        .toList());
        CommandResult planned = CommandResult.of("backfill", "--config", config, "--output-topic", "planned", "--plan");
        assertThat(planned.err()).isEmpty();
        assertThat(planned.exitCode()).isZero();
        Map<String, String> lines = planned.out()
                .lines()
                .filter(line -> !line.startsWith("# "))
                .collect(Collectors.toMap(line -> line.split(": ")[0], line -> line.split(": ")[1]));
        assertThat(lines)
                .containsEntry("topics.embeddings", "planned")
                .containsEntry("job.name", "metarefresh-planned")
                .containsEntry("input.start-offsets", "0@0 1@0")
                .containsEntry("input.end-offsets", "0@150 1@150")
                .containsEntry("refresh.at-end-only", "true");
        assertThat(directory.resolve("backfill-planned")).doesNotExist();
    }

    private void send(int i) {
        String member = "m" + i % MEMBERS;
        Interaction event = TestingEvents.interaction("e" + i, member, now - 100_000 + i);
        stack.send(
                stack.topics.interactions(),
                i % MEMBERS % 2,
                member.getBytes(UTF_8),
                events.encode(TestingEvents.avro(event)));
    }

    private void runLive() throws Exception {
        RefreshJob.start(JobConfig.of(stack.settings(snapshot, "input.bounded", "true")))
                .getJobExecutionResult()
                .get();
    }

    private Path configFile() throws IOException {
        Path file = directory.resolve("job.yaml");
        Files.writeString(
                file,
                stack.settings(snapshot).entrySet().stream()
                        .map(entry -> entry.getKey() + ": '" + entry.getValue() + "'\n")
                        .collect(Collectors.joining()));
        return file;
    }

    private CommandResult verify() {
        return CommandResult.of(
                "verify",
                "--left",
                stack.topics.metaEmbeddings(),
                "--right",
                output,
                "--bootstrap-servers",
                stack.bootstrapServers(),
                "--registry-url",
                stack.registryUrl());
    }

    @Test
    void liveAndBackfillAgreeAndEachMemberIsAdaptedOnce() throws Exception {
        runLive();
        assertThat(stack.read(stack.topics.metaEmbeddings()).size()).isGreaterThan(MEMBERS);

        CommandResult backfill = CommandResult.of(
                "backfill", "--config", configFile(), "--output-topic", output, "--stop-at-end", "--rate", 1000);

        assertThat(backfill.exitCode()).as(backfill.err()).isZero();
        assertThat(backfill.out())
                .contains("from 0@0 1@0 to 0@150 1@150: at most 300 interactions")
                .contains("interactions: read 300 = accepted ")
                .doesNotContain("warning");
        // One for each member; of the one who was forgotten the tombstone.
        assertThat(stack.read(output)).hasSize(MEMBERS);
        CommandResult verified = verify();
        assertThat(verified.exitCode()).as(verified.out()).isZero();
        assertThat(verified.out()).contains("Both topics hold the same.");

        CommandResult late = CommandResult.of(
                "backfill",
                "--config",
                configFile(),
                "--output-topic",
                output + "-late",
                "--from",
                "0@100,1@100",
                "--stop-at-end");
        assertThat(late.out())
                .contains("from 0@100 1@100 to 0@150 1@150: at most 100 interactions")
                .contains("warning: 200 interactions before the start are not read");
    }

    @Test
    void theLiveTopicIsRefusedAndAPositionMustNameEveryPartition() throws Exception {
        CommandResult live = CommandResult.of(
                "backfill", "--config", configFile(), "--output-topic", stack.topics.metaEmbeddings(), "--stop-at-end");
        assertThat(live.exitCode()).isEqualTo(2);
        assertThat(live.err()).contains("is the live topic");

        CommandResult partial = CommandResult.of(
                "backfill", "--config", configFile(), "--output-topic", output, "--from", "0@1", "--stop-at-end");
        assertThat(partial.exitCode()).isEqualTo(1);
        assertThat(partial.err()).contains("has partition 1, of which '0@1' says nothing");
    }

    @Test
    void aBackfillThatIsNotStoppedGoesOnAsTheLiveJob() throws Exception {
        Map<String, String> settings = stack.settings(snapshot);
        try (TopicAdmin admin = new TopicAdmin(Map.of("bootstrap.servers", stack.bootstrapServers()))) {
            admin.create(List.of(Topics.metaEmbeddings(output, Topics.Sizing.of(2, (short) 1))));
        }
        Subjects.register(stack.registry, List.of(Subjects.metaEmbeddings(output)));
        BackfillPlan plan;
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()))) {
            plan = new BackfillPlan(
                    output,
                    new Position.Earliest().resolve(admin, stack.topics.interactions()),
                    new Position.Latest().resolve(admin, stack.topics.interactions()));
        }

        JobClient job =
                new Backfill(plan, new PlanFile(directory.resolve("backfill")), settings).replayAndGoOn(read -> {});
        try {
            assertThat(stack.read(output)).hasSize(MEMBERS);
            for (int i = INTERACTIONS; i < INTERACTIONS + MEMBERS; i++) {
                send(i);
            }
            TestingStack.await(
                    "the new interactions published, but not of the forgotten member",
                    () -> stack.read(output).size() >= 2 * MEMBERS - 1);
        } finally {
            job.cancel().get();
        }
        runLive();
        CommandResult verified = verify();
        assertThat(verified.exitCode()).as(verified.out()).isZero();
    }
}
