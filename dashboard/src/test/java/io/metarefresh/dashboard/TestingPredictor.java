package io.metarefresh.dashboard;

import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import java.util.List;

/** Predicts the first number of the embedding; un-adapted it is a half. */
final class TestingPredictor implements Predictor {
    private final long modelVersion;
    boolean closed;

    TestingPredictor(long modelVersion) {
        this.modelVersion = modelVersion;
    }

    @Override
    public int dimension() {
        return 2;
    }

    @Override
    public long modelVersion() {
        return modelVersion;
    }

    @Override
    public boolean logistic() {
        return true;
    }

    @Override
    public String violation(Interaction interaction) {
        return null;
    }

    @Override
    public String violation(String entityId, Features profile) {
        return null;
    }

    @Override
    public float[] unadapted(String entityId, Features profile) {
        return new float[] {0.5f, 0};
    }

    @Override
    public float[] predict(List<float[]> embeddings, List<Interaction> rows) {
        float[] predictions = new float[rows.size()];
        for (int i = 0; i < predictions.length; i++) {
            predictions[i] = embeddings.get(i)[0];
        }
        return predictions;
    }

    @Override
    public void close() {
        closed = true;
    }
}
