package io.metarefresh.training;

import java.util.List;

/**
 * A running average of parameters over optimizer steps (Polyak averaging with exponential weights), which varies less from pass to pass
 * than the parameters themselves. The decay grows towards its value over the first steps, so that the start is soon forgotten.
 */
final class ParameterAverage {
    private final List<Parameter> parameters;
    private final double decay;
    private final float[][] average;
    private long steps;

    /** @param decay 0 for no averaging: the average then is the last value */
    ParameterAverage(List<Parameter> parameters, double decay) {
        this.parameters = parameters;
        this.decay = decay;
        this.average = new float[parameters.size()][];
        restart();
    }

    /** Counts the present values in; after each step of the optimizer. */
    void update() {
        float share = (float) (1 - Math.min(decay, (1.0 + steps) / (10.0 + steps)));
        steps++;
        for (int p = 0; p < average.length; p++) {
            float[] value = parameters.get(p).value;
            float[] own = average[p];
            for (int i = 0; i < own.length; i++) {
                own[i] += share * (value[i] - own[i]);
            }
        }
    }

    /** Exchanges averages and values; a second call exchanges them back. */
    void swap() {
        for (int p = 0; p < average.length; p++) {
            float[] value = parameters.get(p).value;
            float[] held = value.clone();
            System.arraycopy(average[p], 0, value, 0, value.length);
            average[p] = held;
        }
    }

    /** Starts again from the present values. */
    void restart() {
        for (int p = 0; p < average.length; p++) {
            average[p] = parameters.get(p).value.clone();
        }
    }
}
