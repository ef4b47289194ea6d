package io.metarefresh.job.batch;

import io.metarefresh.innerloop.Adaptation;
import io.metarefresh.innerloop.InnerLoop;
import io.metarefresh.innerloop.Scorer;
import io.metarefresh.innerloop.SupportTask;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.snapshot.Loss;
import io.metarefresh.snapshot.Manifest;
import io.metarefresh.snapshot.Snapshot;
import java.util.List;

/** The inner loop of a snapshot. */
public final class SnapshotModel implements EmbeddingModel {
    private final InnerLoop innerLoop;
    private final Manifest manifest;
    private final Snapshot snapshot;
    /** Null until it is asked for the first time. */
    private Scorer scorer;

    public SnapshotModel(Snapshot snapshot) {
        this.snapshot = snapshot;
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
    public float[] predict(List<float[]> embeddings, List<Interaction> rows) {
        if (scorer == null) {
            scorer = new Scorer(snapshot);
        }
        return scorer.predict(embeddings, rows);
    }

    @Override
    public Loss loss() {
        return manifest.innerLoop().loss();
    }

    @Override
    public void warmUp() {
        innerLoop.warmUp();
    }

    @Override
    public void close() {
        innerLoop.close();
        if (scorer != null) {
            scorer.close();
        }
    }
}
