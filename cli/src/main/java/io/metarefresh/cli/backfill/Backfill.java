package io.metarefresh.cli.backfill;

import io.metarefresh.cli.CommandException;
import io.metarefresh.job.RefreshJob;
import io.metarefresh.job.config.ConfigException;
import io.metarefresh.job.config.JobConfig;
import io.metarefresh.job.config.Options;
import io.metarefresh.job.config.PartitionOffsets;
import io.metarefresh.job.record.CountNames;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * The jobs of a backfill. The past is replayed by the job's own topology, with refreshes held back to the end. Then either the job ends by
 * itself at the recorded end offsets. Or, once its checkpoints hold everything before them, it is drained into a savepoint, which publishes
 * every refresh, and the live job starts from that savepoint.
 *
 * <p>Decision: {@code docs/decisions/0074-backfill-is-two-jobs-of-one-topology.md}.
 */
public final class Backfill {
    private static final String RESTORE = "flink.execution.state-recovery.path";
    private static final String CLAIM = "flink.execution.state-recovery.claim-mode";
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final int DEADLINE_SECONDS = 60;

    private final BackfillPlan plan;
    private final BackfillDirectory directory;
    private final Map<String, String> settings;
    private final OptionalInt rate;

    /** At the pace that the configuration allows. */
    public Backfill(BackfillPlan plan, BackfillDirectory directory, Map<String, String> settings) {
        this(plan, directory, settings, OptionalInt.empty());
    }

    /**
     * @param settings of the job's configuration file
     * @param rate interactions per second at most while the past is replayed
     */
    public Backfill(BackfillPlan plan, BackfillDirectory directory, Map<String, String> settings, OptionalInt rate) {
        this.plan = plan;
        this.directory = directory;
        this.rate = rate;
        this.settings = new TreeMap<>(settings);
        this.settings.put(Options.CHECKPOINT_DIRECTORY.key(), directory.checkpoints());
    }

    /** Told of the progress about twice a second. */
    @FunctionalInterface
    public interface Progress {
        void read(long interactions);
    }

    /**
     * Replays the past and ends.
     *
     * @return the job's counts
     */
    public Map<String, Object> replay(Progress progress) throws CommandException, ConfigException {
        JobClient job = start(resumed(plan.pastAndEnd(settings, rate)));
        try {
            var result = job.getJobExecutionResult();
            while (!result.isDone()) {
                progress.read(read(job));
                LockSupport.parkNanos(POLL_NANOS);
                stopWhenInterrupted(job);
            }
            return result.get().getAllAccumulatorResults();
        } catch (ExecutionException e) {
            throw failed(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /**
     * Replays the past, and goes on as the live job of the output topic.
     *
     * @return the live job
     */
    public JobClient replayAndGoOn(Progress progress) throws CommandException, ConfigException {
        Map<String, String> past = plan.past(settings, rate);
        JobClient job = start(resumed(past));
        String savepoint;
        try {
            awaitEnds(job, JobConfig.of(past), progress);
            // Drained: the final watermark publishes what was held back. The next job is restored to what follows it.
            savepoint = job.stopWithSavepoint(true, directory.savepoints(), SavepointFormatType.CANONICAL)
                    .get();
            job.getJobExecutionResult().get();
        } catch (ExecutionException e) {
            throw failed(e);
        } catch (TimeoutException e) {
            throw new CommandException("the job does not tell its status within " + DEADLINE_SECONDS + " s", e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        Map<String, String> live = plan.live(settings);
        live.put(RESTORE, savepoint);
        // The savepoint is only for this start: Flink deletes it when the live job has checkpoints of its own.
        live.put(CLAIM, "CLAIM");
        return start(live);
    }

    /** Returns when the job's checkpoints hold every interaction before the ends, and every profile there is now. */
    private void awaitEnds(JobClient job, JobConfig config, Progress progress)
            throws CommandException, ExecutionException, InterruptedException, TimeoutException {
        Map<String, Object> kafka = kafka(config);
        String group = config.get(Options.GROUP_ID);
        String profiles = config.get(Options.PROFILES_TOPIC);
        PartitionOffsets firstProfiles;
        PartitionOffsets lastProfiles;
        try (Admin admin = Admin.create(kafka)) {
            firstProfiles = new TopicPosition.Earliest().resolve(admin, profiles);
            lastProfiles = new TopicPosition.Latest().resolve(admin, profiles);
        }
        try (CommitProgress ofInteractions = new CommitProgress(
                        kafka, group, config.get(Options.INTERACTIONS_TOPIC), plan.start(), plan.end());
                CommitProgress ofProfiles = new CommitProgress(kafka, group, profiles, firstProfiles, lastProfiles)) {
            while (!ofInteractions.reachedEnds() || !ofProfiles.reachedEnds()) {
                if (job.getJobStatus().get(DEADLINE_SECONDS, TimeUnit.SECONDS).isGloballyTerminalState()) {
                    job.getJobExecutionResult().get();
                    throw new CommandException("the replay has ended before the recorded ends");
                }
                progress.read(read(job));
                LockSupport.parkNanos(POLL_NANOS);
                stopWhenInterrupted(job);
            }
            progress.read(read(job));
        }
    }

    private Map<String, String> resumed(Map<String, String> job) throws CommandException, ConfigException {
        Optional<String> state = directory.newestState();
        if (state.isPresent()) {
            job.put(RESTORE, state.get());
        } else {
            rewind(JobConfig.of(job));
        }
        return job;
    }

    /** Where a job starts from no state, what its group committed in an earlier backfill would pass for read. */
    private void rewind(JobConfig config) throws CommandException {
        String group = config.get(Options.GROUP_ID);
        String profiles = config.get(Options.PROFILES_TOPIC);
        try (Admin admin = Admin.create(kafka(config))) {
            Map<TopicPartition, OffsetAndMetadata> starts = new HashMap<>();
            putOffsets(starts, config.get(Options.INTERACTIONS_TOPIC), plan.start());
            putOffsets(starts, profiles, new TopicPosition.Earliest().resolve(admin, profiles));
            admin.alterConsumerGroupOffsets(group, starts).all().get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
            throw new CommandException("group '" + group + "' cannot be set to the start: " + cause.getMessage(), e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static void putOffsets(
            Map<TopicPartition, OffsetAndMetadata> target, String topic, PartitionOffsets offsets) {
        offsets.byPartition()
                .forEach((partition, offset) ->
                        target.put(new TopicPartition(topic, partition), new OffsetAndMetadata(offset)));
    }

    private static Map<String, Object> kafka(JobConfig config) {
        Map<String, Object> kafka = new HashMap<>(config.kafkaClient());
        kafka.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, config.get(Options.BOOTSTRAP_SERVERS));
        return kafka;
    }

    private static JobClient start(Map<String, String> job) throws CommandException, ConfigException {
        try {
            return RefreshJob.start(JobConfig.of(job));
        } catch (ConfigException e) {
            throw e;
        } catch (Exception e) {
            throw new CommandException("the job does not start: " + e.getMessage(), e);
        }
    }

    private static long read(JobClient job) throws InterruptedException {
        try {
            Object read = job.getAccumulators()
                    .get(DEADLINE_SECONDS, TimeUnit.SECONDS)
                    .get(CountNames.read(CountNames.INTERACTIONS));
            return read instanceof Long count ? count : 0;
        } catch (ExecutionException | TimeoutException e) {
            // The job may just have ended. Its result then tells what it has read.
            return 0;
        }
    }

    private static void stopWhenInterrupted(JobClient job) throws InterruptedException {
        if (Thread.interrupted()) {
            try {
                job.cancel().get(DEADLINE_SECONDS, TimeUnit.SECONDS);
                job.getJobExecutionResult().get(DEADLINE_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException e) {
                // A cancelled job has no result. The next run starts from its last checkpoint.
            }
            throw new InterruptedException();
        }
    }

    private static CommandException failed(ExecutionException e) {
        return new CommandException(
                RefreshJob.stopReason(e)
                        .orElse("the job failed: " + e.getCause().getMessage()),
                e);
    }

    private static CommandException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new CommandException("interrupted; the same command goes on where it was", e);
    }
}
