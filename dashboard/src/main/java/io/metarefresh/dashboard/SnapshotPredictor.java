package io.metarefresh.dashboard;

import io.metarefresh.encoding.InputContract;
import io.metarefresh.innerloop.InnerLoop;
import io.metarefresh.innerloop.Scorer;
import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.snapshot.Loss;
import io.metarefresh.snapshot.Snapshot;
import java.util.List;

/** Predictions of a snapshot, which must have the global block of the one whose embeddings are in the topic. */
final class SnapshotPredictor implements Predictor {
    private final Snapshot snapshot;
    private final InnerLoop innerLoop;
    private final Scorer scorer;
    private final InputContract contract;

    SnapshotPredictor(Snapshot snapshot) {
        this.snapshot = snapshot;
        innerLoop = new InnerLoop(snapshot);
        scorer = new Scorer(snapshot);
        contract = InputContract.of(snapshot.manifest());
    }

    @Override
    public int dimension() {
        return snapshot.manifest().embeddingDimension();
    }

    @Override
    public long modelVersion() {
        return snapshot.manifest().modelVersion();
    }

    @Override
    public boolean logistic() {
        return snapshot.manifest().innerLoop().loss() == Loss.LOGISTIC;
    }

    @Override
    public String violation(Interaction interaction) {
        return contract.violation(interaction);
    }

    @Override
    public String violation(String entityId, Features profile) {
        return contract.violation(entityId, profile);
    }

    @Override
    public float[] unadapted(String entityId, Features profile) {
        return innerLoop.unadapted(entityId, profile);
    }

    @Override
    public float[] predict(List<float[]> embeddings, List<Interaction> rows) {
        return scorer.predict(embeddings, rows);
    }

    @Override
    public void close() {
        scorer.close();
        innerLoop.close();
    }
}
