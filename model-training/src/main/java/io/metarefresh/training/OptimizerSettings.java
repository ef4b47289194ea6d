package io.metarefresh.training;

/**
 * How parameters follow the outer gradient.
 *
 * @param firstOrder whether second-order terms are dropped (first-order MAML)
 * @param learningRate Adam's rate before it is reduced
 * @param maxGradientNorm bound on the norm of the whole outer gradient
 * @param averaging decay per optimizer step of the running average of all parameters, which is what is validated and kept; 0 for
 *     none
 */
public record OptimizerSettings(boolean firstOrder, double learningRate, double maxGradientNorm, double averaging) {
    public OptimizerSettings {
        Bounds.positive("learningRate", learningRate);
        Bounds.positive("maxGradientNorm", maxGradientNorm);
        Bounds.share("averaging", averaging);
    }

    /** The same with or without second-order terms. */
    public OptimizerSettings withFirstOrder(boolean on) {
        return new OptimizerSettings(on, learningRate, maxGradientNorm, averaging);
    }
}
