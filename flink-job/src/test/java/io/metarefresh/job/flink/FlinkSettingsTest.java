package io.metarefresh.job.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.job.config.ConfigException;
import io.metarefresh.job.config.TestingJobConfig;
import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.junit.jupiter.api.Test;

/** What the job tells Flink. */
class FlinkSettingsTest {
    @Test
    void aClusterInThisProcessListensOnLoopbackOnlyAndTakesNoJars() throws ConfigException {
        Configuration flink = FlinkSettings.of(TestingJobConfig.of());
        assertThat(flink.get(RestOptions.BIND_ADDRESS)).isEqualTo("127.0.0.1");
        assertThat(flink.get(JobManagerOptions.BIND_HOST)).isEqualTo("127.0.0.1");
        assertThat(flink.get(TaskManagerOptions.BIND_HOST)).isEqualTo("127.0.0.1");
        assertThat(flink.get(WebOptions.SUBMIT_ENABLE)).isFalse();
    }

    @Test
    void whoeverWantsItOtherwiseSaysSo() throws ConfigException {
        Configuration flink = FlinkSettings.of(TestingJobConfig.of("flink.rest.bind-address", "0.0.0.0"));
        assertThat(flink.get(RestOptions.BIND_ADDRESS)).isEqualTo("0.0.0.0");
    }

    @Test
    void theEndOfAReplayMayTakeLongerThanACheckpoint() throws ConfigException {
        assertThat(FlinkSettings.of(TestingJobConfig.of()).get(CheckpointingOptions.CHECKPOINTING_TIMEOUT))
                .isEqualTo(Duration.ofMinutes(5));
        assertThat(FlinkSettings.of(TestingJobConfig.of("refresh.at-end-only", "true"))
                        .get(CheckpointingOptions.CHECKPOINTING_TIMEOUT))
                .isEqualTo(Duration.ofDays(1));
    }
}
