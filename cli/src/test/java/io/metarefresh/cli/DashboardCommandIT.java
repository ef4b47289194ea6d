package io.metarefresh.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.metarefresh.job.TestingSnapshots;
import io.metarefresh.job.TestingStack;
import io.metarefresh.schemas.EntityKey;
import io.metarefresh.schemas.MetaEmbedding;
import io.metarefresh.schemas.RecordEncoder;
import io.metarefresh.schemas.RefreshReason;
import io.metarefresh.schemas.SnapshotActivation;
import io.metarefresh.schemas.TopicNames;
import io.metarefresh.snapshot.EntityKind;
import io.metarefresh.snapshot.Snapshot;
import io.metarefresh.snapshot.SnapshotReader;
import io.metarefresh.snapshot.SnapshotWriter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code metarefresh dashboard}: the page of a cluster is served until the process is told to end; what prevents it is one line. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class DashboardCommandIT {
    private static final int ENDED_BY_SIGTERM = 128 + 15;

    @TempDir
    private Path directory;

    @Test
    void thePageIsServedUntilTheProcessIsToldToEnd() throws Exception {
        Path errors = directory.resolve("errors");
        Path snapshot = TestingSnapshots.write(directory.resolve("7"), EntityKind.MEMBER);
        try (TestingStack stack = new TestingStack(1, 20_000)) {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Metarefresh.class.getName(),
                            "dashboard",
                            "--http-port",
                            "0",
                            "--snapshot",
                            snapshot.toString(),
                            "--bootstrap-servers",
                            stack.bootstrapServers(),
                            "--registry-url",
                            stack.registryUrl(),
                            "--interactions-topic",
                            stack.topics.interactions(),
                            "--profiles-topic",
                            stack.topics.memberProfiles(),
                            "--embeddings-topic",
                            stack.topics.metaEmbeddings(),
                            "--snapshots-topic",
                            stack.topics.modelSnapshots(),
                            "--dead-letters-topic",
                            stack.topics.deadLetters())
                    .redirectError(errors.toFile())
                    .start();
            try (BufferedReader out = process.inputReader()) {
                String line = out.readLine();
                assertThat(line)
                        .as(Files.readString(errors))
                        .matches("live page on http://127\\.0\\.0\\.1:\\d+/, Ctrl-C ends it");
                String url = line.replaceAll("live page on (\\S+),.*", "$1");
                assertThat(get(url)).contains("<title>Metarefresh</title>");
                TestingStack.await(
                        "the topics are followed",
                        () -> state(url).path("trouble").isNull());
                assertThat(state(url).path("topic").asText()).isEqualTo(stack.topics.metaEmbeddings());
                rollOut(stack, snapshot);
                TestingStack.await(
                        "the page follows the rollout",
                        () -> state(url).path("lift").path("model_version").asInt() == 8);

                // Process.destroy() would close what is read of it, too.
                process.toHandle().destroy();
                assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ended").isTrue();
                assertThat(process.exitValue()).isEqualTo(ENDED_BY_SIGTERM);
                assertThat(out.readLine()).isNull();
                assertThat(errors).isEmptyFile();
            } finally {
                process.destroyForcibly();
            }
        }
    }

    /** As a job does, with the snapshot after that of the page. */
    private void rollOut(TestingStack stack, Path snapshot) throws Exception {
        Snapshot next = TestingSnapshots.next(SnapshotReader.read(snapshot), 8);
        Path place = directory.resolve("8");
        SnapshotWriter.write(place, next.manifest(), next.tensors(), next.vocabularies());
        SnapshotActivation announced = SnapshotActivation.newBuilder()
                .setModelName("testing")
                .setModelVersion(8)
                .setUri(place.toUri().toString())
                .setSha256(SnapshotReader.manifestSha256(place))
                .setActivatedAt(Instant.EPOCH)
                .setDefaultEmbedding(List.of(0f, 0f, 0f, 0f))
                .build();
        MetaEmbedding published = MetaEmbedding.newBuilder()
                .setEntityId("m")
                .setEmbedding(List.of(1f, 2f, 3f, 4f))
                .setModelName("testing")
                .setModelVersion(8)
                .setAsOf(Instant.EPOCH)
                .setSupportSize(1)
                .setReason(RefreshReason.ROLLOUT)
                .build();
        send(stack, stack.topics.modelSnapshots(), "testing@8", SnapshotActivation.class, announced);
        send(stack, stack.topics.metaEmbeddings(), "m", MetaEmbedding.class, published);
    }

    private static <T extends SpecificRecord> void send(
            TestingStack stack, String topic, String key, Class<T> type, T value) {
        int id = stack.schemaIds.get(TopicNames.valueSubject(topic));
        stack.send(topic, 0, EntityKey.encode(key), new RecordEncoder<>(id, type).encode(value));
    }

    private static String get(String url) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static JsonNode state(String url) {
        try {
            return new JsonMapper().readTree(get(url + "state"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aTakenPortIsNamedInOneLine() throws Exception {
        try (TestingStack stack = new TestingStack(1, 20_000);
                ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CommandResult result = CommandResult.of(
                    "dashboard",
                    "--http-port",
                    taken.getLocalPort(),
                    "--bootstrap-servers",
                    stack.bootstrapServers(),
                    "--registry-url",
                    stack.registryUrl());
            assertThat(result.exitCode()).isEqualTo(1);
            assertThat(result.err().lines())
                    .containsExactly("metarefresh dashboard: --http-port " + taken.getLocalPort()
                            + " on --host 127.0.0.1: Address already in use");
            assertThat(result.out()).isEmpty();
        }
    }

    @Test
    void aBrokerThatIsNotThereIsNamedInOneLine() {
        CommandResult result = CommandResult.of("dashboard", "--bootstrap-servers", "nowhere:1", "--http-port", 0);
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err().lines())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("metarefresh dashboard: --bootstrap-servers nowhere:1: ");
        assertThat(result.out()).isEmpty();
    }
}
