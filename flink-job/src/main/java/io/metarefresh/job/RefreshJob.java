package io.metarefresh.job;

import io.metarefresh.encoding.InputContract;
import io.metarefresh.interaction.SupportSetRules;
import io.metarefresh.job.batch.BatchRules;
import io.metarefresh.job.batch.SnapshotModel;
import io.metarefresh.job.config.ConfigException;
import io.metarefresh.job.config.ConfigFile;
import io.metarefresh.job.config.JobConfig;
import io.metarefresh.job.config.Options;
import io.metarefresh.job.config.SnapshotChecks;
import io.metarefresh.job.config.StateBackend;
import io.metarefresh.job.decode.AnnouncementDecoding;
import io.metarefresh.job.decode.DeadLetterLimitException;
import io.metarefresh.job.decode.DecodeRules;
import io.metarefresh.job.decode.Decoded;
import io.metarefresh.job.flink.RefreshTopology;
import io.metarefresh.job.flink.SnapshotFiles;
import io.metarefresh.job.flink.TopologySettings;
import io.metarefresh.job.flink.operator.ModelFactory;
import io.metarefresh.job.flink.operator.RegistryFactory;
import io.metarefresh.job.kafka.AnnouncementTopic;
import io.metarefresh.job.kafka.KafkaEnds;
import io.metarefresh.job.kafka.SchemaIds;
import io.metarefresh.job.kafka.StartChecks;
import io.metarefresh.job.lift.LiftSample;
import io.metarefresh.job.member.MemberRules;
import io.metarefresh.job.member.Pace;
import io.metarefresh.job.record.AdmittedSnapshot;
import io.metarefresh.job.record.Announcement;
import io.metarefresh.job.record.RawRecord;
import io.metarefresh.job.rollout.AdmissionRules;
import io.metarefresh.job.rollout.AllowedUris;
import io.metarefresh.job.rollout.SnapshotLoader;
import io.metarefresh.job.rollout.StartSnapshot;
import io.metarefresh.schemas.ConfluentSchemaRegistry;
import io.metarefresh.schemas.RecordDecoder;
import io.metarefresh.schemas.RegistrySettings;
import io.metarefresh.schemas.RegistryUnavailableException;
import io.metarefresh.schemas.SchemaRegistry;
import io.metarefresh.schemas.SnapshotActivation;
import io.metarefresh.snapshot.Snapshot;
import io.metarefresh.snapshot.SnapshotException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
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
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.ExceptionUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The job: reads a configuration, checks what it needs, and runs {@link RefreshTopology} on it. Inside a Flink client it submits to
 * that cluster, otherwise it runs in this process with a cluster, and a web UI, of its own.
 */
public final class RefreshJob {
    private static final Logger LOG = LoggerFactory.getLogger(RefreshJob.class);

    private static final long BYTES_PER_MIB = 1 << 20;
    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration LONGEST_END_OF_A_REPLAY = Duration.ofDays(1);

    private static final SnapshotLoader LOADER = SnapshotFiles::loadAnew;
    private static final ModelFactory MODELS =
            snapshot -> new SnapshotModel(SnapshotFiles.load(snapshot.uri(), snapshot.sha256()));

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
        prepare(config).execute(config.get(Options.JOB_NAME));
    }

    /**
     * Starts the job and returns. In this process it gets a cluster of its own, which ends with the job; its web UI listens on
     * {@code flink.rest.port}.
     *
     * @return counts of NOTHING LOST and refreshes as accumulators, status, cancel and savepoint; asked after the job's end, too
     * @throws ConfigException when configuration, snapshot, brokers or registry do not fit together
     */
    public static JobClient start(JobConfig config) throws Exception {
        return new EndingJobClient(prepare(config).executeAsync(config.get(Options.JOB_NAME)));
    }

    /** The same with another inner loop than that of the snapshot. */
    public static JobClient start(JobConfig config, ModelFactory model) throws Exception {
        return new EndingJobClient(prepare(config, model).executeAsync(config.get(Options.JOB_NAME)));
    }

    /** Checks everything and builds the topology. */
    private static StreamExecutionEnvironment prepare(JobConfig config) throws Exception {
        return prepare(config, MODELS);
    }

    private static StreamExecutionEnvironment prepare(JobConfig config, ModelFactory model) throws Exception {
        LOG.info("configuration:{}{}", System.lineSeparator(), config);
        TopologySettings configured = configured(config);
        RegistryFactory registry = registry(config);
        KafkaEnds ends = new KafkaEnds(config);
        SchemaIds schemaIds;
        AnnouncementTopic.Contents announced;
        TopologySettings settings;
        try (SchemaRegistry client = registry.open()) {
            schemaIds = new StartChecks(config, LOG::warn).check(client);
            announced = ends.announced();
            settings = configured.startingWith(StartSnapshot.choose(
                    configured.start(),
                    announcements(announced, client, configured),
                    configured.admission(),
                    LOADER,
                    LOG::warn));
        } catch (RegistryUnavailableException e) {
            throw new ConfigException(List.of(Options.REGISTRY_URL.key() + ": " + e.getMessage()));
        }
        LOG.info(
                "starting with snapshot {} of {}",
                settings.start().id(),
                settings.start().uri());
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(flink(config));
        RefreshTopology.build(
                env, settings, ends.inputs(announced.endOffset()), ends.outputs(schemaIds), registry, LOADER, model);
        return env;
    }

    private static TopologySettings configured(JobConfig config) throws ConfigException {
        String uri = config.get(Options.SNAPSHOT_URI);
        try {
            String sha256 = SnapshotFiles.manifestSha256(uri);
            return settings(config, SnapshotFiles.load(uri, sha256), sha256);
        } catch (SnapshotException e) {
            throw new ConfigException(List.of("snapshot.uri: '" + uri + "': " + e.getMessage()));
        }
    }

    private static List<Announcement> announcements(
            AnnouncementTopic.Contents contents, SchemaRegistry registry, TopologySettings settings) {
        AnnouncementDecoding decoding = new AnnouncementDecoding(
                new RecordDecoder<>(SnapshotActivation.class, registry),
                settings.decode().maxRecordBytes());
        List<Announcement> announcements = new ArrayList<>();
        for (RawRecord record : contents.records()) {
            Decoded<Announcement> decoded = decoding.decode(record);
            if (decoded instanceof Decoded.Accepted<Announcement> accepted) {
                announcements.add(accepted.value());
            } else if (decoded instanceof Decoded.Refused<Announcement> refused) {
                LOG.warn(
                        "{} at offset {} is no activation: {}: {}",
                        record.topic(),
                        record.offset(),
                        refused.cause(),
                        refused.message());
            }
        }
        return announcements;
    }

    private static RegistryFactory registry(JobConfig config) {
        String url = config.get(Options.REGISTRY_URL);
        HashMap<String, String> client = new HashMap<>(config.registryClient());
        return () -> new ConfluentSchemaRegistry(new RegistrySettings(url, client));
    }

    /**
     * What the steps are given: the configuration, completed with the snapshot's contract.
     *
     * @param snapshot of {@code snapshot.uri}
     * @param sha256 of its manifest
     */
    public static TopologySettings settings(JobConfig config, Snapshot snapshot, String sha256) throws ConfigException {
        SnapshotChecks.check(config, snapshot.manifest());
        int maxSize = config.find(Options.SUPPORT_MAX_SIZE)
                .orElse(snapshot.manifest().innerLoop().supportMaxSize());
        Duration horizon = config.find(Options.SUPPORT_HORIZON)
                .orElse(snapshot.manifest().innerLoop().supportHorizon());
        String uri = config.get(Options.SNAPSHOT_URI);
        InputContract contract = InputContract.of(snapshot.manifest());
        return new TopologySettings(
                contract,
                DecodeRules.of(config),
                new MemberRules(
                        maxSize,
                        horizon,
                        config.get(Options.AT_END_ONLY) ? Pace.UNTIL_THE_END : config.get(Options.MIN_INTERVAL),
                        config.find(Options.EXPIRE_AFTER).orElse(null),
                        config.find(Options.MEMBER_TTL).orElse(null),
                        config.get(Options.FORGET_RETENTION)),
                new BatchRules(config.get(Options.BATCH_MAX_SIZE), config.get(Options.BATCH_LINGER)),
                new LiftSample(config.get(Options.LIFT_SAMPLE_RATIO)),
                config.get(Options.WATERMARK_IDLENESS),
                AdmittedSnapshot.of(snapshot, uri, sha256),
                config.get(Options.ROLLOUT_RATE),
                config.get(Options.STATE_CACHE_MIB) * BYTES_PER_MIB,
                new AdmissionRules(allowedUris(config), contract.keeping(new SupportSetRules(maxSize, horizon))));
    }

    private static AllowedUris allowedUris(JobConfig config) throws ConfigException {
        try {
            return config.find(Options.ALLOWED_URI_PREFIXES)
                    .map(AllowedUris::of)
                    .orElseGet(() -> AllowedUris.besides(config.get(Options.SNAPSHOT_URI)));
        } catch (IllegalArgumentException e) {
            throw new ConfigException(List.of(Options.ALLOWED_URI_PREFIXES.key() + ": " + e.getMessage()));
        }
    }

    /** Flink's own settings as the job needs them; {@code flink.*} of the configuration wins. */
    public static Configuration flink(JobConfig config) {
        Configuration flink = new Configuration();
        flink.set(PipelineOptions.NAME, config.get(Options.JOB_NAME));
        flink.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
        flink.set(PipelineOptions.GENERIC_TYPES, false);
        flink.set(PipelineOptions.OBJECT_REUSE, true);
        // Flink's own default holds a lone record back for 100 ms on its way to the keyed step.
        flink.set(ExecutionOptions.BUFFER_TIMEOUT, Duration.ofMillis(2));
        flink.set(PipelineOptions.MAX_PARALLELISM, config.get(Options.MAX_PARALLELISM));
        config.find(Options.PARALLELISM)
                .ifPresent(parallelism -> flink.set(CoreOptions.DEFAULT_PARALLELISM, parallelism));
        boolean rocksDb = config.get(Options.STATE_BACKEND) == StateBackend.ROCKSDB;
        flink.set(StateBackendOptions.STATE_BACKEND, rocksDb ? "rocksdb" : "hashmap");
        flink.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, rocksDb);
        flink.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, config.get(Options.CHECKPOINT_INTERVAL));
        flink.set(CheckpointingOptions.CHECKPOINTING_TIMEOUT, config.get(Options.CHECKPOINT_TIMEOUT));
        config.find(Options.CHECKPOINT_DIRECTORY).ifPresent(directory -> {
            flink.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
            flink.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, directory);
            flink.set(
                    CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                    ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        });
        if (config.get(Options.AT_END_ONLY)) {
            // The last checkpoint, or the savepoint of a drain, waits until every member is adapted.
            flink.set(CheckpointingOptions.CHECKPOINTING_TIMEOUT, LONGEST_END_OF_A_REPLAY);
        }
        // Of the cluster that runs in this process: whoever reaches its REST port could have it run anything.
        flink.set(RestOptions.BIND_ADDRESS, LOOPBACK);
        flink.set(JobManagerOptions.BIND_HOST, LOOPBACK);
        flink.set(TaskManagerOptions.BIND_HOST, LOOPBACK);
        flink.set(WebOptions.SUBMIT_ENABLE, false);
        flink.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
        flink.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF, Duration.ofSeconds(1));
        flink.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF, Duration.ofMinutes(1));
        config.flink().forEach(flink::setString);
        return flink;
    }
}
