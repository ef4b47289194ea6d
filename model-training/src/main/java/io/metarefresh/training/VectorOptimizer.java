package io.metarefresh.training;

import java.util.Arrays;
import java.util.List;

/** Adam (Kingma and Ba, 2015) with L2 decay of each kind of parameter and the norm of the whole gradient bounded. */
final class VectorOptimizer {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-8;

    private final VectorModel model;
    private final VectorSettings.Optimizer settings;
    private final List<Parameter> all;
    private long steps;

    VectorOptimizer(VectorModel model, VectorSettings.Optimizer settings) {
        this.model = model;
        this.settings = settings;
        this.all = model.parameters();
    }

    /** One step along the gradients, which are left at zero; a step whose gradient is not finite is left out. */
    void step() {
        double squares = 0;
        for (Parameter parameter : all) {
            for (float g : parameter.gradient) {
                squares += (double) g * g;
            }
        }
        double norm = Math.sqrt(squares);
        if (Double.isFinite(norm)) {
            steps++;
            float scale = (float) (norm > settings.maxGradientNorm() ? settings.maxGradientNorm() / norm : 1);
            model.weights().forEach(p -> update(p, scale, settings.rate(), settings.weightDecay()));
            model.tables().forEach(p -> update(p, scale, settings.rate(), settings.tableDecay()));
            update(model.logRates, scale, settings.innerRate(), 0);
            update(model.logDecays, scale, settings.innerRate(), 0);
        }
        all.forEach(parameter -> Arrays.fill(parameter.gradient, 0f));
    }

    private void update(Parameter parameter, float scale, double learningRate, double weightDecay) {
        float rate = (float) (learningRate / (1 - Math.pow(BETA1, steps)));
        float secondScale = (float) (1 / (1 - Math.pow(BETA2, steps)));
        float decay = (float) weightDecay;
        float[] value = parameter.value;
        float[] first = parameter.firstMoment;
        float[] second = parameter.secondMoment;
        for (int i = 0; i < value.length; i++) {
            float g = parameter.gradient[i] * scale + decay * value[i];
            first[i] = (float) BETA1 * first[i] + (float) (1 - BETA1) * g;
            second[i] = (float) BETA2 * second[i] + (float) (1 - BETA2) * g * g;
            value[i] -= rate * first[i] / ((float) Math.sqrt(second[i] * secondScale) + (float) EPSILON);
        }
    }
}
