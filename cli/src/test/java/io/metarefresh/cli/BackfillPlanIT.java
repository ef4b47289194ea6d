package io.metarefresh.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a backfill resolves and refuses before it runs anything. */
class BackfillPlanIT {
    @RegisterExtension
    private final TestingBackfill backfills = new TestingBackfill();

    @Test
    void theOffsetsOfAClustersBackfillArePrintedAndNothingIsRun() throws Exception {
        Path config = backfills.directory().resolve("planned.yaml");
        Files.write(
                config,
                backfills.settings().entrySet().stream()
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
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "topics.embeddings",
                        "planned",
                        "job.name",
                        "metarefresh-planned",
                        "kafka.group-id",
                        backfills.settings().get("kafka.group-id") + "-planned",
                        "input.start-offsets",
                        "0@0 1@0",
                        "input.end-offsets",
                        "0@150 1@150",
                        "refresh.at-end-only",
                        "true"));
        assertThat(planned.out()).startsWith("# from 0@0 1@0 to 0@150 1@150: at most 300 interactions");
        assertThat(backfills.directory().resolve("backfill-planned")).doesNotExist();
        try (Admin admin = backfills.admin()) {
            assertThat(admin.listTopics().names().get()).doesNotContain("planned");
        }
    }

    @Test
    void theLiveTopicIsRefusedAndAPositionMustNameEveryPartition() throws Exception {
        CommandResult live = backfills.backfillInto(backfills.stack.topics.metaEmbeddings(), "--stop-at-end");
        assertThat(live.exitCode()).isEqualTo(2);
        assertThat(live.err()).contains("is the live topic");

        CommandResult partial = backfills.backfill("--from", "0@1", "--stop-at-end");
        assertThat(partial.exitCode()).isEqualTo(1);
        assertThat(partial.err()).contains("has partition 1, of which '0@1' says nothing");

        CommandResult beyond = backfills.backfill("--to", "0@150,1@151", "--plan");
        assertThat(beyond.exitCode()).isEqualTo(1);
        assertThat(beyond.err()).contains("partition 1 ends at offset 150, and '0@150 1@151' lies behind it");
    }
}
