package io.metarefresh.job.batch;

import io.metarefresh.innerloop.Adaptation;
import io.metarefresh.innerloop.InnerLoop;
import io.metarefresh.innerloop.SupportTask;
import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.snapshot.Manifest;
import io.metarefresh.snapshot.Snapshot;
import java.util.List;

/** The inner loop of a snapshot. */
public final class SnapshotModel implements EmbeddingModel {
    private final InnerLoop innerLoop;
    private final Manifest manifest;

    public SnapshotModel(Snapshot snapshot) {
        this.manifest = snapshot.manifest();
        this.innerLoop = new InnerLoop(snapshot);
    }

    @Override
    public String modelName() {
        return manifest.modelName();
    }

    @Override
    public long modelVersion() {
        return manifest.modelVersion();
    }

    @Override
    public List<Adaptation> adapt(List<SupportTask> tasks) {
        return innerLoop.adapt(tasks);
    }

    /** Loads the native library and runs every step once: the first call costs up to seconds. */
    @Override
    public void warmUp() {
        Interaction row = new Interaction("warm-up", 0, "warm-up", "warm-up", 0L, 0f, 1f, Features.NONE);
        innerLoop.adapt(List.of(new SupportTask("warm-up", Features.NONE, List.of(row))));
    }

    @Override
    public void close() {
        innerLoop.close();
    }
}
