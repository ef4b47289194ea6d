package io.metarefresh.job.flink;

import io.metarefresh.encoding.InputContract;
import io.metarefresh.interaction.SupportSetRules;
import io.metarefresh.job.batch.BatchRules;
import io.metarefresh.job.config.ConfigException;
import io.metarefresh.job.config.JobConfig;
import io.metarefresh.job.config.Options;
import io.metarefresh.job.config.SnapshotChecks;
import io.metarefresh.job.decode.DecodeRules;
import io.metarefresh.job.lift.LiftSample;
import io.metarefresh.job.member.MemberRules;
import io.metarefresh.job.member.Pace;
import io.metarefresh.job.record.AdmittedSnapshot;
import io.metarefresh.job.rollout.AdmissionRules;
import io.metarefresh.job.rollout.AllowedUris;
import io.metarefresh.snapshot.Manifest;
import io.metarefresh.snapshot.Snapshot;
import io.metarefresh.snapshot.SnapshotException;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/**
 * What the steps of the topology are given: the configuration, completed with the contract of the snapshot that it names.
 *
 * @param inputs what is accepted
 * @param member how entities are kept and refreshed
 * @param batch when a batch is adapted
 * @param lift which refreshes measure what adapting is worth
 * @param rollout which snapshots are run
 * @param cacheBytes what the entities that acted last may take on the heap of a subtask; 0 for no cache
 */
public record TopologySettings(
        Inputs inputs, MemberRules member, BatchRules batch, LiftSample lift, Rollout rollout, long cacheBytes) {
    private static final long BYTES_PER_MIB = 1 << 20;

    /**
     * What is accepted, and how its time counts.
     *
     * @param contract what an input must look like
     * @param decode what is accepted beyond it
     * @param watermarkIdleness after how long a silent partition no longer holds event time back
     */
    public record Inputs(InputContract contract, DecodeRules decode, Duration watermarkIdleness)
            implements Serializable {}

    /**
     * Which snapshots are run.
     *
     * @param start what a job without state runs first
     * @param admission which may follow
     * @param membersPerSecond how fast one reaches the known entities, in the whole job
     */
    public record Rollout(AdmittedSnapshot start, AdmissionRules admission, int membersPerSecond) {}

    /**
     * Reads the snapshot of {@code snapshot.uri}.
     *
     * @throws ConfigException when it cannot be read, or does not fit the configuration
     */
    public static TopologySettings of(JobConfig config) throws ConfigException {
        String uri = config.get(Options.SNAPSHOT_URI);
        try {
            String sha256 = SnapshotFiles.manifestSha256(uri);
            return of(config, SnapshotFiles.load(uri, sha256), sha256);
        } catch (SnapshotException e) {
            throw new ConfigException(List.of("snapshot.uri: '" + uri + "': " + e.getMessage()));
        }
    }

    /**
     * The same with a snapshot that is read already.
     *
     * @param sha256 of its manifest
     * @throws ConfigException when it does not fit the configuration
     */
    public static TopologySettings of(JobConfig config, Snapshot snapshot, String sha256) throws ConfigException {
        SnapshotChecks.check(config, snapshot.manifest());
        InputContract contract = InputContract.of(snapshot.manifest());
        SupportSetRules kept = kept(config, snapshot.manifest());
        return new TopologySettings(
                new Inputs(contract, DecodeRules.of(config), config.get(Options.WATERMARK_IDLENESS)),
                member(config, kept),
                new BatchRules(config.get(Options.BATCH_MAX_SIZE), config.get(Options.BATCH_LINGER)),
                new LiftSample(config.get(Options.LIFT_SAMPLE_RATIO)),
                new Rollout(
                        AdmittedSnapshot.of(snapshot, config.get(Options.SNAPSHOT_URI), sha256),
                        new AdmissionRules(allowedUris(config), contract.keeping(kept)),
                        config.get(Options.ROLLOUT_RATE)),
                config.get(Options.STATE_CACHE_MIB) * BYTES_PER_MIB);
    }

    /** The same with another first snapshot. */
    public TopologySettings startingWith(AdmittedSnapshot snapshot) {
        return new TopologySettings(
                inputs,
                member,
                batch,
                lift,
                new Rollout(snapshot, rollout.admission(), rollout.membersPerSecond()),
                cacheBytes);
    }

    private static SupportSetRules kept(JobConfig config, Manifest manifest) {
        return new SupportSetRules(
                config.find(Options.SUPPORT_MAX_SIZE)
                        .orElse(manifest.innerLoop().supportMaxSize()),
                config.find(Options.SUPPORT_HORIZON).orElse(manifest.innerLoop().supportHorizon()));
    }

    private static MemberRules member(JobConfig config, SupportSetRules kept) {
        return new MemberRules(
                kept.maxSize(),
                kept.horizon(),
                config.get(Options.AT_END_ONLY) ? Pace.UNTIL_THE_END : config.get(Options.MIN_INTERVAL),
                config.find(Options.EXPIRE_AFTER).orElse(null),
                config.find(Options.MEMBER_TTL).orElse(null),
                config.get(Options.FORGET_RETENTION));
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
}
