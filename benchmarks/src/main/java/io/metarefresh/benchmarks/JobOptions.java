package io.metarefresh.benchmarks;

import io.metarefresh.job.config.StateBackend;
import java.time.Duration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of the benchmarks that measure one setting of the job. */
final class JobOptions {
    @Option(names = "--backend", defaultValue = "rocksdb", description = "State backend; default ${DEFAULT-VALUE}.")
    private StateBackend backend;

    @Option(
            names = "--parallelism",
            converter = AtLeastOne.class,
            defaultValue = "1",
            description = "Of the job; default ${DEFAULT-VALUE}.")
    private int parallelism;

    @Mixin
    private FurtherSettings further;

    JobSettings settings(Duration minInterval, Duration checkpointInterval) {
        return new JobSettings(backend, parallelism, minInterval, checkpointInterval, further.byKey());
    }
}
