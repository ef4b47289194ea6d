package io.metarefresh.job.flink;

import io.metarefresh.job.config.JobConfig;
import io.metarefresh.job.config.Options;
import io.metarefresh.job.config.StateBackend;
import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;

/** Flink's own settings as the job needs them; {@code flink.*} of the configuration wins. */
public final class FlinkSettings {
    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration LONGEST_END_OF_A_REPLAY = Duration.ofDays(1);

    private FlinkSettings() {}

    public static Configuration of(JobConfig config) {
        Configuration flink = new Configuration();
        pipeline(config, flink);
        checkpoints(config, flink);
        clusterInThisProcess(flink);
        restarts(flink);
        config.flink().forEach(flink::setString);
        return flink;
    }

    private static void pipeline(JobConfig config, Configuration flink) {
        flink.set(PipelineOptions.NAME, config.get(Options.JOB_NAME));
        flink.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
        flink.set(PipelineOptions.GENERIC_TYPES, false);
        flink.set(PipelineOptions.OBJECT_REUSE, true);
        // Flink's own default holds a lone record back for 100 ms on its way to the keyed step.
        flink.set(ExecutionOptions.BUFFER_TIMEOUT, Duration.ofMillis(2));
        flink.set(PipelineOptions.MAX_PARALLELISM, config.get(Options.MAX_PARALLELISM));
        config.find(Options.PARALLELISM)
                .ifPresent(parallelism -> flink.set(CoreOptions.DEFAULT_PARALLELISM, parallelism));
    }

    private static void checkpoints(JobConfig config, Configuration flink) {
        StateBackend backend = config.get(Options.STATE_BACKEND);
        flink.set(
                StateBackendOptions.STATE_BACKEND,
                switch (backend) {
                    case ROCKSDB -> "rocksdb";
                    case HASHMAP -> "hashmap";
                });
        flink.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, backend == StateBackend.ROCKSDB);
        flink.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, config.get(Options.CHECKPOINT_INTERVAL));
        flink.set(
                CheckpointingOptions.CHECKPOINTING_TIMEOUT,
                // The last checkpoint, or the savepoint of a drain, waits until every member is adapted.
                config.get(Options.AT_END_ONLY) ? LONGEST_END_OF_A_REPLAY : config.get(Options.CHECKPOINT_TIMEOUT));
        config.find(Options.CHECKPOINT_DIRECTORY).ifPresent(directory -> {
            flink.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
            flink.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, directory);
            flink.set(
                    CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                    ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        });
    }

    /** Whoever reaches the REST port of the cluster in this process could have it run anything. */
    private static void clusterInThisProcess(Configuration flink) {
        flink.set(RestOptions.BIND_ADDRESS, LOOPBACK);
        flink.set(JobManagerOptions.BIND_HOST, LOOPBACK);
        flink.set(TaskManagerOptions.BIND_HOST, LOOPBACK);
        flink.set(WebOptions.SUBMIT_ENABLE, false);
    }

    private static void restarts(Configuration flink) {
        flink.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
        flink.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF, Duration.ofSeconds(1));
        flink.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF, Duration.ofMinutes(1));
    }
}
