package io.metarefresh.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.job.TestingEvents;
import io.metarefresh.job.TestingSnapshots;
import io.metarefresh.job.TestingStack;
import io.metarefresh.schemas.BadRecordException;
import io.metarefresh.schemas.MetaEmbedding;
import io.metarefresh.schemas.RecordDecoder;
import io.metarefresh.snapshot.EntityKind;
import io.metarefresh.snapshot.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Snapshots and checkpoints in a store that speaks S3, by the launcher and Flink's plugin: published there, run from there, rolled out from
 * there.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the launcher is a shell script")
class ObjectStoreIT {
    private static final int MEMBERS = 10;
    private static final String SNAPSHOTS = "s3://" + TestingObjectStore.BUCKET + "/snapshots";
    private static final String CHECKPOINTS = "s3://" + TestingObjectStore.BUCKET + "/checkpoints";

    @TempDir
    private Path directory;

    @Test
    void whatIsPublishedToTheStoreIsRunAndRolledOutFromThere() throws Exception {
        Snapshot first = TestingSnapshots.snapshot(EntityKind.MEMBER);
        try (TestingStack stack = new TestingStack(2, 20_000);
                TestingObjectStore store = TestingObjectStore.start(directory)) {
            Files.createDirectory(directory.resolve("conf"));
            write(directory.resolve("conf/config.yaml"), store.flinkSettings());
            assertThat(publish(stack, first)).contains("lies at    " + SNAPSHOTS + "/testing/7\n");
            assertThat(store.keys("snapshots/"))
                    .contains("snapshots/testing/7/snapshot.json", "snapshots/testing/7/weights.safetensors");
            for (int i = 0; i < MEMBERS; i++) {
                stack.send(TestingEvents.interaction("e" + i, "m" + i, System.currentTimeMillis()));
            }

            Path log = directory.resolve("job.log");
            Process job = metarefresh(log, "run", "--config", jobConfig(stack, store));
            try {
                awaitVersion(stack, 7, job, log);
                publish(stack, TestingSnapshots.next(first, 8));
                awaitVersion(stack, 8, job, log);
                TestingLauncher.await("a checkpoint in the store", job, log, () -> store.keys("checkpoints/").stream()
                        .anyMatch(key -> key.endsWith("/_metadata")));
            } finally {
                job.destroy();
                if (!job.waitFor(1, TimeUnit.MINUTES)) {
                    job.destroyForcibly();
                }
            }
        }
    }

    private String publish(TestingStack stack, Snapshot snapshot) throws Exception {
        long version = snapshot.manifest().modelVersion();
        Path local = TestingSnapshots.write(directory.resolve("local-" + version), snapshot);
        Path log = directory.resolve("publish-" + version + ".log");
        Process publish = metarefresh(
                log,
                "snapshot",
                "publish",
                local,
                "--to",
                SNAPSHOTS,
                "--snapshots-topic",
                stack.topics.modelSnapshots(),
                "--bootstrap-servers",
                stack.bootstrapServers(),
                "--registry-url",
                stack.registryUrl());
        assertThat(publish.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(publish.exitValue()).as(() -> TestingLauncher.text(log)).isZero();
        return TestingLauncher.text(log);
    }

    /** As a user starts it. The plugin alone knows {@code s3:}. */
    private Process metarefresh(Path log, Object... arguments) throws IOException {
        return TestingLauncher.start(
                log,
                Map.of(
                        "FLINK_PLUGINS_DIR",
                        Path.of("target/plugins").toAbsolutePath().toString(),
                        "FLINK_CONF_DIR",
                        directory.resolve("conf").toString()),
                arguments);
    }

    private Path jobConfig(TestingStack stack, TestingObjectStore store) throws IOException {
        Map<String, String> settings = stack.settings(
                Path.of("any"),
                "snapshot.uri",
                SNAPSHOTS + "/testing/7",
                "checkpoint.directory",
                CHECKPOINTS,
                "checkpoint.interval",
                "1 s");
        store.flinkSettings().forEach((key, value) -> settings.put("flink." + key, value));
        return write(directory.resolve("job.yaml"), settings);
    }

    private static Path write(Path file, Map<String, String> settings) throws IOException {
        return Files.writeString(
                file,
                settings.entrySet().stream()
                        .map(entry -> entry.getKey() + ": '" + entry.getValue() + "'\n")
                        .collect(Collectors.joining()));
    }

    /** Returns when the last embedding of every member is of this version. */
    private static void awaitVersion(TestingStack stack, long version, Process job, Path log) {
        TestingLauncher.await("every member at version " + version, job, log, () -> {
            Map<String, Long> versions = versions(stack);
            return versions.size() == MEMBERS && versions.values().stream().allMatch(found -> found == version);
        });
    }

    private static Map<String, Long> versions(TestingStack stack) {
        RecordDecoder<MetaEmbedding> decoder = new RecordDecoder<>(MetaEmbedding.class, stack.registry);
        Map<String, Long> versions = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : stack.read(stack.topics.metaEmbeddings())) {
            try {
                versions.put(
                        new String(record.key(), UTF_8),
                        decoder.decode(record.value()).getModelVersion());
            } catch (BadRecordException e) {
                throw new AssertionError(e);
            }
        }
        return versions;
    }
}
