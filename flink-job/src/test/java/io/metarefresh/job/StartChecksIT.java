package io.metarefresh.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.metarefresh.job.config.ConfigException;
import io.metarefresh.job.config.JobConfig;
import io.metarefresh.snapshot.EntityKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartChecksIT {
    @TempDir
    Path directory;

    @Test
    void everythingThatIsWrongWithBrokerAndRegistryIsListedAtOnce() throws Exception {
        try (TestingStack stack = new TestingStack(2, 20_000)) {
            Path snapshot = TestingSnapshots.write(directory.resolve("snapshot"), EntityKind.MEMBER);
            alter(stack, stack.topics.memberProfiles(), "delete.retention.ms", "86400000");
            JobConfig config = stack.config(
                    snapshot,
                    "topics.embeddings",
                    "not-there",
                    "topics.snapshots",
                    stack.topics.metaEmbeddings(),
                    "input.max-record-bytes",
                    "80001",
                    "input.end-offsets",
                    "0@5",
                    "member.forget-retention",
                    "1 d",
                    "delivery.guarantee",
                    "exactly-once",
                    "delivery.transactional-id-prefix",
                    "p",
                    "delivery.transaction-timeout",
                    "16 min");
            List<String> problems = catchThrowableOfType(ConfigException.class, () -> RefreshJob.start(config))
                    .problems();
            assertThat(problems).hasSize(9);
            assertThat(problems)
                    .anySatisfy(p -> assertThat(p).startsWith("topics.embeddings: topic 'not-there' does not exist"))
                    .anySatisfy(p -> assertThat(p).contains("'not-there-value'", "metarefresh schemas register"))
                    .anySatisfy(
                            p -> assertThat(p).startsWith("topics.dead-letters").contains("needs 145537"))
                    .anySatisfy(p ->
                            assertThat(p).startsWith("topics.snapshots: ").endsWith("has 2 partitions, it must have 1"))
                    .anySatisfy(p -> assertThat(p).startsWith("member.forget-retention: 'PT24H'"))
                    .anySatisfy(
                            p -> assertThat(p).startsWith("topics.profiles: ").contains("null values for PT24H"))
                    .anySatisfy(p -> assertThat(p).startsWith("input.end-offsets: '0@5' lies behind the end 0 of"))
                    .anySatisfy(p -> assertThat(p).startsWith("input.end-offsets: '0@5' says nothing of partition 1"))
                    .anySatisfy(p -> assertThat(p)
                            .startsWith("delivery.transaction-timeout: 'PT16M'")
                            .contains("transaction.max.timeout.ms=900000", "checkpoint.interval 'PT0.2S'"));
        }
    }

    /** The controller has the new value at once, the broker that is asked a moment later. */
    private static void alter(TestingStack stack, String topic, String setting, String value) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()))) {
            admin.incrementalAlterConfigs(Map.of(
                            resource,
                            List.of(new AlterConfigOp(new ConfigEntry(setting, value), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
            TestingStack.await(
                    "the broker tells " + setting + "=" + value, () -> value.equals(told(admin, resource, setting)));
        }
    }

    private static String told(Admin admin, ConfigResource resource, String setting) {
        try {
            return admin.describeConfigs(List.of(resource))
                    .all()
                    .get()
                    .get(resource)
                    .get(setting)
                    .value();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aBrokenSnapshotOrConfigurationIsAUsageError() throws Exception {
        Path yaml = directory.resolve("job.yaml");
        Files.writeString(yaml, "kafka.bootstrap-servers: x\n");
        assertThat(RefreshJob.run("--config", yaml.toString())).isEqualTo(2);
        assertThat(RefreshJob.run()).isEqualTo(2);
        assertThat(RefreshJob.run("--config", "/no/such/file")).isEqualTo(2);
        try (TestingStack stack = new TestingStack(1, 20_000)) {
            String settings = stack.settings(directory.resolve("no-snapshot")).entrySet().stream()
                    .map(entry -> entry.getKey() + ": '" + entry.getValue() + "'\n")
                    .collect(Collectors.joining());
            Files.writeString(yaml, settings);
            assertThat(RefreshJob.run("--config", yaml.toString())).isEqualTo(2);
        }
    }
}
