package io.metarefresh.training;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Adam (Kingma and Ba, 2015) with L2 weight decay on tables and the norm of the whole gradient bounded. */
final class AdamOptimizer {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-8;

    private final List<Parameter> parameters;
    private final Map<Parameter, Double> faster;
    private final double weightDecay;
    private final double maxGradientNorm;
    private long steps;

    /** @param faster by how much the rates of some parameters are greater; parameters not in it take the plain rate */
    AdamOptimizer(
            List<Parameter> parameters, Map<Parameter, Double> faster, double weightDecay, double maxGradientNorm) {
        this.parameters = parameters;
        this.faster = faster;
        this.weightDecay = weightDecay;
        this.maxGradientNorm = maxGradientNorm;
    }

    /** One step along {@link Parameter#gradient}, which is left at zero; a step whose gradient is not finite is left out. */
    void step(double learningRate) {
        double squares = 0;
        for (Parameter parameter : parameters) {
            for (float g : parameter.gradient) {
                squares += (double) g * g;
            }
        }
        double norm = Math.sqrt(squares);
        if (Double.isFinite(norm)) {
            steps++;
            float scale = (float) (norm > maxGradientNorm ? maxGradientNorm / norm : 1);
            float rate = (float) (learningRate / (1 - Math.pow(BETA1, steps)));
            float secondScale = (float) (1 / (1 - Math.pow(BETA2, steps)));
            for (Parameter parameter : parameters) {
                update(parameter, scale, (float) (rate * faster.getOrDefault(parameter, 1.0)), secondScale);
            }
        }
        for (Parameter parameter : parameters) {
            Arrays.fill(parameter.gradient, 0f);
        }
    }

    private void update(Parameter parameter, float scale, float rate, float secondScale) {
        float decay = parameter.decays ? (float) weightDecay : 0f;
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
