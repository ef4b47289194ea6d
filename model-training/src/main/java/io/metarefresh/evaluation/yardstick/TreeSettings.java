package io.metarefresh.evaluation.yardstick;

import io.metarefresh.snapshot.Loss;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Shape of the boosted trees.
 *
 * @param leaves of a tree at most
 * @param leafRows rows of a leaf at least, about
 * @param l2 on the leaves' values
 * @param rounds number of trees
 */
record TreeSettings(int leaves, int leafRows, double l2, int rounds) {
    static final int MAX_ROUNDS = 260;
    /** Rounds are chosen among the multiples of it. */
    static final int ROUNDS_STEP = 20;

    private static final double LEARNING_RATE = 0.05;
    /** XGBoost bounds the sum of the second derivatives; that of a logistic loss is about this a row. */
    private static final double LOGISTIC_CURVATURE = 0.2;

    /** All that are tried, with as many rounds as there are at most. */
    static final List<TreeSettings> TRIED = List.of(
            new TreeSettings(8, 50, 1, MAX_ROUNDS),
            new TreeSettings(8, 200, 20, MAX_ROUNDS),
            new TreeSettings(16, 200, 20, MAX_ROUNDS),
            new TreeSettings(31, 200, 20, MAX_ROUNDS));

    TreeSettings withRounds(int other) {
        return new TreeSettings(leaves, leafRows, l2, other);
    }

    /** As XGBoost names them; one thread, so that sums are added in one order. */
    Map<String, Object> parameters(ScoreScale scale, long seed) {
        boolean logistic = scale.loss() == Loss.LOGISTIC;
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("objective", logistic ? "binary:logistic" : "reg:squarederror");
        parameters.put("base_score", logistic ? scale.mean() : 0);
        parameters.put("tree_method", "hist");
        parameters.put("grow_policy", "lossguide");
        parameters.put("max_depth", 0);
        parameters.put("max_leaves", leaves);
        parameters.put("min_child_weight", logistic ? LOGISTIC_CURVATURE * leafRows : leafRows);
        parameters.put("lambda", l2);
        parameters.put("eta", LEARNING_RATE);
        parameters.put("nthread", 1);
        parameters.put("seed", seed);
        parameters.put("verbosity", 0);
        return parameters;
    }

    /** For people. */
    String text() {
        return leaves + " leaves of " + leafRows + " rows, L2 " + l2 + ", " + rounds + " rounds";
    }
}
