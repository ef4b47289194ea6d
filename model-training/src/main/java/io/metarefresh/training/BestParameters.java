package io.metarefresh.training;

import java.util.List;

/** The parameters of the pass with the lowest criterion on validation data so far; without validation data, of the last pass. */
final class BestParameters {
    private final List<Parameter> parameters;
    private final float[][] values;
    private int pass;
    private double criterion = Double.NaN;
    private double loss = Double.NaN;

    BestParameters(List<Parameter> parameters) {
        this.parameters = parameters;
        this.values = new float[parameters.size()][];
        keep();
    }

    /** Keeps the present values where they are the best; tells whether they are. */
    boolean offer(int newPass, double newCriterion, double newLoss) {
        boolean better = Double.isNaN(newCriterion) ? Double.isNaN(criterion) : !(newCriterion >= criterion);
        if (better) {
            pass = newPass;
            criterion = newCriterion;
            loss = newLoss;
            keep();
        }
        return better;
    }

    void restore() {
        for (int i = 0; i < values.length; i++) {
            System.arraycopy(values[i], 0, parameters.get(i).value, 0, values[i].length);
        }
    }

    int pass() {
        return pass;
    }

    double criterion() {
        return criterion;
    }

    double loss() {
        return loss;
    }

    private void keep() {
        for (int i = 0; i < values.length; i++) {
            values[i] = parameters.get(i).value.clone();
        }
    }
}
