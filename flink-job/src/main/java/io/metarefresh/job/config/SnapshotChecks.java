package io.metarefresh.job.config;

import io.metarefresh.snapshot.Manifest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Whether a snapshot can be run under a configuration (CONTRACT). */
public final class SnapshotChecks {
    private SnapshotChecks() {}

    /** @throws ConfigException when the snapshot is of another entity, or needs more than the job is to keep */
    public static void check(JobConfig config, Manifest manifest) throws ConfigException {
        List<String> problems = new ArrayList<>();
        if (manifest.entity() != config.get(Options.ENTITY)) {
            problems.add("entity: '" + OptionType.written(config.get(Options.ENTITY))
                    + "' but the snapshot is of entity '" + OptionType.written(manifest.entity()) + "'");
        }
        int neededSize = manifest.innerLoop().supportMaxSize();
        config.find(Options.SUPPORT_MAX_SIZE)
                .filter(size -> size < neededSize)
                .ifPresent(size ->
                        problems.add("support.max-size: '" + size + "' is less than the snapshot's " + neededSize));
        Duration neededHorizon = manifest.innerLoop().supportHorizon();
        config.find(Options.SUPPORT_HORIZON)
                .filter(horizon -> horizon.compareTo(neededHorizon) < 0)
                .ifPresent(horizon -> problems.add(
                        "support.horizon: '" + horizon + "' is less than the snapshot's " + neededHorizon));
        if (config.find(Options.SUPPORT_HORIZON).isEmpty()) {
            problems.addAll(CrossChecks.retentionProblems(
                    neededHorizon,
                    config.find(Options.EXPIRE_AFTER).orElse(null),
                    config.find(Options.MEMBER_TTL).orElse(null)));
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
    }
}
