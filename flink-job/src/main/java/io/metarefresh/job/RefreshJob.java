package io.metarefresh.job;

import io.metarefresh.job.config.ConfigException;
import io.metarefresh.job.config.ConfigFile;
import io.metarefresh.job.config.JobConfig;
import io.metarefresh.job.config.Options;
import io.metarefresh.job.decode.DeadLetterLimitException;
import io.metarefresh.job.flink.RefreshTopology;
import io.metarefresh.job.flink.TaskResources;
import io.metarefresh.job.flink.operator.ModelFactory;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.util.ExceptionUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The job: reads a configuration, checks what it needs, and runs {@link RefreshTopology} on it. Inside a Flink client it submits to
 * that cluster, otherwise it runs in this process with a cluster, and a web UI, of its own.
 */
public final class RefreshJob {
    private static final Logger LOG = LoggerFactory.getLogger(RefreshJob.class);

    private RefreshJob() {}

    /** Exit code 0 when the job ended, 1 when it failed, 2 when arguments or configuration are wrong. */
    public static void main(String[] arguments) {
        int exitCode = run(arguments);
        // Under a Flink client, exiting would end the client before it has reported.
        if (exitCode != 0) {
            System.exit(exitCode);
        }
    }

    /** {@code --config FILE}; returns the exit code. */
    public static int run(String... arguments) {
        if (arguments.length != 2 || !arguments[0].equals("--config")) {
            LOG.error("usage: --config FILE, found '{}'", String.join(" ", arguments));
            return 2;
        }
        try {
            run(ConfigFile.read(Path.of(arguments[1])));
            return 0;
        } catch (ConfigException e) {
            e.problems().forEach(LOG::error);
            return 2;
        } catch (Exception e) {
            stopReason(e).ifPresentOrElse(LOG::error, () -> LOG.error("the job failed", e));
            return 1;
        }
    }

    /** One line, where the job stopped by itself for a reason that people must mend; empty where it just failed. */
    public static Optional<String> stopReason(Throwable failure) {
        return ExceptionUtils.findThrowable(failure, DeadLetterLimitException.class)
                .map(Throwable::getMessage);
    }

    /** Runs the job until it ends; returns at once when it was submitted in detached mode. */
    public static void run(JobConfig config) throws Exception {
        new JobAssembly(config, TaskResources.of(config)).assemble().execute(config.get(Options.JOB_NAME));
    }

    /**
     * Starts the job and returns. In this process it gets a cluster of its own, which ends with the job; its web UI listens on
     * {@code flink.rest.port}.
     *
     * @return counts of NOTHING LOST and refreshes as accumulators, status, cancel and savepoint; asked after the job's end, too
     * @throws ConfigException when configuration, snapshot, brokers or registry do not fit together
     */
    public static JobClient start(JobConfig config) throws Exception {
        return start(config, TaskResources.of(config));
    }

    /** The same with another inner loop than that of the snapshot. */
    public static JobClient start(JobConfig config, ModelFactory models) throws Exception {
        return start(config, TaskResources.of(config).withModels(models));
    }

    private static JobClient start(JobConfig config, TaskResources resources) throws Exception {
        return new EndingJobClient(
                new JobAssembly(config, resources).assemble().executeAsync(config.get(Options.JOB_NAME)));
    }
}
