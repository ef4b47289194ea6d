package io.metarefresh.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.job.config.ConfigException;
import io.metarefresh.job.config.JobConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.junit.jupiter.api.Test;

/** What the job tells Flink. */
class RefreshJobTest {
    @Test
    void aClusterInThisProcessListensOnLoopbackOnlyAndTakesNoJars() throws ConfigException {
        Configuration flink = RefreshJob.flink(config());
        assertThat(flink.get(RestOptions.BIND_ADDRESS)).isEqualTo("127.0.0.1");
        assertThat(flink.get(JobManagerOptions.BIND_HOST)).isEqualTo("127.0.0.1");
        assertThat(flink.get(TaskManagerOptions.BIND_HOST)).isEqualTo("127.0.0.1");
        assertThat(flink.get(WebOptions.SUBMIT_ENABLE)).isFalse();
    }

    @Test
    void whoeverWantsItOtherwiseSaysSo() throws ConfigException {
        Configuration flink = RefreshJob.flink(config("flink.rest.bind-address", "0.0.0.0"));
        assertThat(flink.get(RestOptions.BIND_ADDRESS)).isEqualTo("0.0.0.0");
    }

    @Test
    void theEndOfAReplayMayTakeLongerThanACheckpoint() throws ConfigException {
        assertThat(RefreshJob.flink(config()).get(CheckpointingOptions.CHECKPOINTING_TIMEOUT))
                .isEqualTo(Duration.ofMinutes(5));
        assertThat(RefreshJob.flink(config("refresh.at-end-only", "true"))
                        .get(CheckpointingOptions.CHECKPOINTING_TIMEOUT))
                .isEqualTo(Duration.ofDays(1));
    }

    private static JobConfig config(String... more) throws ConfigException {
        Map<String, String> settings = new HashMap<>(Map.of(
                "kafka.bootstrap-servers", "localhost:9092",
                "registry.url", "http://localhost:8081",
                "snapshot.uri", "/snapshots/m"));
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return JobConfig.of(settings);
    }
}
