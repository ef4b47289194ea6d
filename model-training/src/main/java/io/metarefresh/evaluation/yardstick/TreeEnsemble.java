package io.metarefresh.evaluation.yardstick;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/** Trees of XGBoost that grow round by round, and the native memory that they and their rows need. */
final class TreeEnsemble implements AutoCloseable {
    private final FeatureTable table;
    private final ScoreScale scale;
    private final Map<String, Object> parameters;
    private final DMatrix rows;
    /** Rows to predict, kept so that a later round adds to what the rounds before said of them. */
    private final Map<Integer, DMatrix> predicted = new HashMap<>();

    private Booster booster;
    private int rounds;

    /** To learn from the events [from, until). */
    TreeEnsemble(FeatureTable table, YardstickEvents events, int from, int until, TreeSettings settings)
            throws XGBoostError {
        this.table = table;
        this.scale = ScoreScale.of(events.labels(), from, until, events.loss());
        this.parameters = settings.parameters(scale, events.seed());
        this.rows = matrix(from, until);
        float[] labels = Arrays.copyOfRange(events.labels(), from, until);
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (float) scale.scaled(labels[i]);
        }
        rows.setLabel(labels);
    }

    /** Adds that many rounds. */
    void grow(int more) throws XGBoostError {
        int until = rounds + more;
        if (booster == null) {
            booster = XGBoost.train(rows, parameters, 1, Map.of(), null, null);
            rounds = 1;
        }
        for (; rounds < until; rounds++) {
            booster.update(rows, rounds);
        }
    }

    /** Predictions of the events [from, until) by the rounds so far. */
    float[] predict(int from, int until) throws XGBoostError {
        DMatrix matrix = predicted.get(from);
        if (matrix == null) {
            matrix = matrix(from, until);
            predicted.put(from, matrix);
        }
        float[][] margins = booster.predict(matrix, true);
        float[] values = new float[margins.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = scale.prediction(margins[i][0]);
        }
        return values;
    }

    private DMatrix matrix(int from, int until) throws XGBoostError {
        return new DMatrix(table.rows(from, until), until - from, table.width(), Float.NaN);
    }

    @Override
    public void close() {
        if (booster != null) {
            booster.dispose();
        }
        rows.dispose();
        predicted.values().forEach(DMatrix::dispose);
    }
}
