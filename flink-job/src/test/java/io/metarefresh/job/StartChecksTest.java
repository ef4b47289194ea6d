package io.metarefresh.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.metarefresh.job.config.ConfigException;
import io.metarefresh.job.config.JobConfig;
import io.metarefresh.job.kafka.AnnouncedSnapshots;
import io.metarefresh.snapshot.EntityKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keeps the job from its brokers and its registry: lines for people and a usage error, never a stack trace. */
class StartChecksTest {
    @TempDir
    Path directory;

    @BeforeEach
    void writeSnapshot() throws IOException {
        TestingSnapshots.write(directory.resolve("snapshot"), EntityKind.MEMBER);
    }

    /** Nothing listens on port 1. */
    private Map<String, String> settings(String... more) {
        Map<String, String> settings = new TreeMap<>(Map.of(
                "kafka.bootstrap-servers",
                "127.0.0.1:1",
                "registry.url",
                "http://127.0.0.1:1",
                "snapshot.uri",
                directory.resolve("snapshot").toString()));
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return settings;
    }

    private static List<String> problems(Map<String, String> settings) throws ConfigException {
        JobConfig config = JobConfig.of(new HashMap<>(settings));
        return catchThrowableOfType(ConfigException.class, () -> RefreshJob.start(config))
                .problems();
    }

    @Test
    void addressesThatMakeNoClientAndARegistryThatIsDownAreBothNamed() throws Exception {
        assertThat(problems(settings("kafka.bootstrap-servers", "localhost")))
                .satisfiesExactly(
                        p -> assertThat(p)
                                .startsWith("kafka.bootstrap-servers, kafka.client.*: ")
                                .contains("localhost")
                                .doesNotContain("\n"),
                        p -> assertThat(p).startsWith("registry.url: schema registry http://127.0.0.1:1: "));
    }

    @Test
    void theInnermostCauseOfAClientThatCannotBeMadeIsNamed() throws Exception {
        assertThat(problems(settings("kafka.client.security.protocol", "SSL_PLAINTEXT")))
                .first()
                .asString()
                .contains("SSL_PLAINTEXT");
        assertThat(problems(settings(
                        "kafka.client.security.protocol", "SSL",
                        "kafka.client.ssl.truststore.location", "/no/such/truststore.jks")))
                .first()
                .asString()
                .contains("/no/such/truststore.jks");
    }

    @Test
    void aTopicOfSnapshotsThatCannotBeReadIsNamed() throws Exception {
        JobConfig config = JobConfig.of(settings("kafka.client.max.poll.records", "0"));
        assertThat(catchThrowableOfType(ConfigException.class, () -> AnnouncedSnapshots.read(config, null, line -> {}))
                        .problems())
                .singleElement()
                .asString()
                .startsWith("topics.snapshots: ")
                .contains("max.poll.records");
    }

    @Test
    void theExitCodeIsThatOfAUsageError() throws Exception {
        StringBuilder yaml = new StringBuilder();
        settings("kafka.bootstrap-servers", "localhost")
                .forEach((key, value) ->
                        yaml.append(key).append(": '").append(value).append("'\n"));
        Path file = Files.writeString(directory.resolve("job.yaml"), yaml);
        assertThat(RefreshJob.run("--config", file.toString())).isEqualTo(2);
    }
}
