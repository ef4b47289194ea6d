package io.metarefresh.job.batch;

import io.metarefresh.innerloop.Adaptation;
import io.metarefresh.innerloop.InnerLoop;
import io.metarefresh.innerloop.SupportTask;
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

    @Override
    public void warmUp() {
        innerLoop.warmUp();
    }

    @Override
    public void close() {
        innerLoop.close();
    }
}
