package io.metarefresh.benchmarks.job;

import io.metarefresh.interaction.Outcome;
import io.metarefresh.job.RefreshJob;
import io.metarefresh.job.config.JobConfig;
import io.metarefresh.job.config.Options;
import io.metarefresh.job.member.ProfileOutcome;
import io.metarefresh.job.record.CountNames;
import io.metarefresh.job.record.Reason;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of a {@link Variant} in a cluster of its own in this process, and its counts as they are now. */
public final class MeasuredJob implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MeasuredJob.class);
    private static final int END_SECONDS = 60;
    private static final int SAVEPOINT_MINUTES = 5;
    /** Flink reads RocksDB's figures every 5 s. */
    private static final long SETTLED_NANOS = TimeUnit.SECONDS.toNanos(12);

    private final String name;
    private final JobClient client;

    MeasuredJob(String name, JobClient client) {
        this.name = name;
        this.client = client;
    }

    /**
     * Starts a run; the name must be of this run alone.
     *
     * @param settings the job's configuration by dotted key
     */
    public static MeasuredJob start(Variant variant, String name, Map<String, String> settings) throws Exception {
        Map<String, String> all = new HashMap<>(settings);
        reportMetrics(all, name);
        return new MeasuredJob(name, start(variant, JobConfig.of(all)));
    }

    /** Adds what {@link LiveMetrics} needs. */
    static void reportMetrics(Map<String, String> settings, String name) {
        settings.put(Options.JOB_NAME.key(), name);
        settings.put(
                "flink.metrics.reporter." + LiveMetrics.NAME + ".factory.class", LiveMetrics.Factory.class.getName());
    }

    private static JobClient start(Variant variant, JobConfig config) throws Exception {
        return switch (variant) {
            case JOB -> RefreshJob.start(config);
            case EMPTY_INNER_LOOP -> RefreshJob.start(config, snapshot -> new EmptyModel());
            case PASS_THROUGH -> PassThrough.start(config);
        };
    }

    /** Interactions that the keyed step has worked on. */
    public long eventsHandled() {
        double sum = 0;
        for (Outcome outcome : Outcome.values()) {
            sum += LiveMetrics.sum(name, CountNames.of(outcome));
        }
        return (long) sum;
    }

    /** Profiles that the keyed step has worked on. */
    public long profilesHandled() {
        double sum = 0;
        for (ProfileOutcome outcome : ProfileOutcome.values()) {
            sum += LiveMetrics.sum(name, CountNames.ofProfile(outcome));
        }
        return (long) sum;
    }

    /** Stops with a savepoint in the state backend's own format; returns its directory. */
    public Path stopWithSavepoint(Path directory) throws Exception {
        String path = client.stopWithSavepoint(false, directory.toUri().toString(), SavepointFormatType.NATIVE)
                .get(SAVEPOINT_MINUTES, TimeUnit.MINUTES);
        client.getJobExecutionResult().get(END_SECONDS, TimeUnit.SECONDS);
        return Path.of(URI.create(path));
    }

    /** Waits until RocksDB owes no compaction: what filling left behind would be paid by what is measured. */
    public void awaitSettledStore(Duration deadline) throws Exception {
        long[] settledSince = {System.nanoTime()};
        await("the end of compactions", deadline, () -> {
            if (metric("num-running-compactions") + metric("compaction-pending") > 0) {
                settledSince[0] = System.nanoTime();
            }
            return System.nanoTime() - settledSince[0] > SETTLED_NANOS;
        });
    }

    /** Interactions that were decoded. */
    public long eventsRead() {
        return (long) LiveMetrics.sum(name, CountNames.read(CountNames.INTERACTIONS));
    }

    /** Interactions that were refused; a benchmark should have none. */
    public long deadLetters() {
        return (long) (LiveMetrics.sum(name, CountNames.deadLettered(CountNames.INTERACTIONS))
                + LiveMetrics.sum(name, CountNames.deadLettered(CountNames.PROFILES)));
    }

    /** Embeddings handed to the sink. */
    public long refreshes() {
        double sum = 0;
        for (Reason reason : Reason.values()) {
            sum += LiveMetrics.sum(name, CountNames.refreshes(reason));
        }
        return (long) sum;
    }

    /** Any metric of this run, summed over its subtasks. */
    public double metric(String metric) {
        return LiveMetrics.sum(name, metric);
    }

    /** Waits, and fails when the job has ended or the deadline has passed. */
    public void await(String what, Duration deadline, BooleanSupplier condition) throws Exception {
        long end = System.nanoTime() + deadline.toNanos();
        for (int turn = 1; !condition.getAsBoolean(); turn++) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(
                        name + ": " + what + " did not happen within " + deadline + ", events read " + eventsRead());
            }
            if (turn % 50 == 0) {
                checkAlive();
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** Fails when the job has ended or is being restarted. */
    public void checkAlive() throws Exception {
        var status = client.getJobStatus().get(END_SECONDS, TimeUnit.SECONDS);
        if (status != JobStatus.RUNNING && status != JobStatus.CREATED && status != JobStatus.INITIALIZING) {
            throw new IllegalStateException(name + ": the job is " + status + "; see the log");
        }
    }

    @Override
    public void close() throws InterruptedException {
        try {
            client.cancel().get(END_SECONDS, TimeUnit.SECONDS);
            client.getJobExecutionResult().get(END_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // A cancelled job has no result; its cluster ends with it.
            LOG.debug("{} ended", name, e);
        }
    }
}
