package io.metarefresh.job.flink;

import io.metarefresh.job.batch.SnapshotModel;
import io.metarefresh.job.config.JobConfig;
import io.metarefresh.job.config.Options;
import io.metarefresh.job.flink.operator.ModelFactory;
import io.metarefresh.job.flink.operator.RegistryFactory;
import io.metarefresh.job.rollout.SnapshotLoader;
import io.metarefresh.schemas.ConfluentSchemaRegistry;
import io.metarefresh.schemas.RegistrySettings;
import java.util.HashMap;

/**
 * What the steps open where their tasks run.
 *
 * @param registry client of the schema registry
 * @param loader reads announced snapshots
 * @param models inner loops of snapshots
 */
public record TaskResources(RegistryFactory registry, SnapshotLoader loader, ModelFactory models) {
    /** The inner loop of a snapshot as it lies at its place. */
    public static final ModelFactory SNAPSHOT_MODELS =
            snapshot -> new SnapshotModel(SnapshotFiles.load(snapshot.uri(), snapshot.sha256()));

    /** Those of production: the configured registry, snapshots on Flink's file systems, their own inner loops. */
    public static TaskResources of(JobConfig config) {
        String url = config.get(Options.REGISTRY_URL);
        HashMap<String, String> client = new HashMap<>(config.registryClient());
        return new TaskResources(
                () -> new ConfluentSchemaRegistry(new RegistrySettings(url, client)),
                SnapshotFiles::loadAnew,
                SNAPSHOT_MODELS);
    }

    /** The same with other inner loops. */
    public TaskResources withModels(ModelFactory other) {
        return new TaskResources(registry, loader, other);
    }
}
