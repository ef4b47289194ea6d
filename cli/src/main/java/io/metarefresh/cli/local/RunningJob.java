package io.metarefresh.cli.local;

import io.metarefresh.cli.CommandException;
import io.metarefresh.job.RefreshJob;
import io.metarefresh.job.config.ConfigException;
import io.metarefresh.job.config.JobConfig;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.JobClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The job in a Flink cluster of its own in this process. */
final class RunningJob implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunningJob.class);
    private static final int DEADLINE_SECONDS = 30;

    private final JobClient client;

    private RunningJob(JobClient client) {
        this.client = client;
    }

    static RunningJob start(Map<String, String> settings) throws CommandException {
        try {
            return new RunningJob(RefreshJob.start(JobConfig.of(settings)));
        } catch (ConfigException e) {
            throw new CommandException("the job refuses its configuration: " + String.join("; ", e.problems()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException("interrupted while the job started", e);
        } catch (Exception e) {
            throw new CommandException("the job does not start: " + e.getMessage(), e);
        }
    }

    /** The counts that the tasks reported last. */
    JobCounts counts() throws CommandException, InterruptedException {
        try {
            return JobCounts.of(client.getAccumulators().get(DEADLINE_SECONDS, TimeUnit.SECONDS));
        } catch (ExecutionException | TimeoutException e) {
            throw new CommandException("the job does not tell its counts: " + e.getMessage(), e);
        }
    }

    /** Fails when the job has ended by itself. */
    void checkAlive() throws CommandException, InterruptedException {
        JobStatus status;
        try {
            status = client.getJobStatus().get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new CommandException("the job does not tell its status: " + e.getMessage(), e);
        }
        if (status.isTerminalState()) {
            throw new CommandException("the job has ended: " + status);
        }
    }

    @Override
    public void close() {
        try {
            client.cancel().get(DEADLINE_SECONDS, TimeUnit.SECONDS);
            // The cluster ends with the job, a little later.
            client.getJobExecutionResult().get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.info("the job ended with: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
