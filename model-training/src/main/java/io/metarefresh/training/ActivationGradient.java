package io.metarefresh.training;

import io.metarefresh.snapshot.Activation;

/**
 * The loops of one {@link Activation} in training: exact values, and derivatives as functions of the output h = φ(z), which the inner
 * loop differentiates once more.
 */
interface ActivationGradient {

    /** target = φ(source). */
    void activate(float[] target, float[] source, int size);

    /** target = target + d ⊙ φ′ where φ gave {@code h}; relu′(0) = 0. */
    void addTimesDerivative(float[] target, float[] d, float[] h, int size);

    /** Whether φ′ changes with h, so that {@link #addTimesCurvature} adds anything. */
    boolean hasCurvature();

    /** target = target + g ⊙ d ⊙ ∂φ′/∂h. */
    void addTimesCurvature(float[] target, float[] g, float[] d, float[] h, int size);

    static ActivationGradient of(Activation activation) {
        return switch (activation) {
            case RELU -> new Relu();
            case TANH -> new Tanh();
            case IDENTITY -> new Identity();
        };
    }

    /** Of activations that are straight almost everywhere. */
    abstract class Straight implements ActivationGradient {
        @Override
        public boolean hasCurvature() {
            return false;
        }

        @Override
        public void addTimesCurvature(float[] target, float[] g, float[] d, float[] h, int size) {}
    }

    final class Relu extends Straight {
        @Override
        public void activate(float[] target, float[] source, int size) {
            for (int i = 0; i < size; i++) {
                target[i] = Math.max(source[i], 0f);
            }
        }

        @Override
        public void addTimesDerivative(float[] target, float[] d, float[] h, int size) {
            for (int i = 0; i < size; i++) {
                target[i] += h[i] > 0f ? d[i] : 0f;
            }
        }
    }

    final class Tanh implements ActivationGradient {
        @Override
        public void activate(float[] target, float[] source, int size) {
            for (int i = 0; i < size; i++) {
                target[i] = (float) Math.tanh(source[i]);
            }
        }

        @Override
        public void addTimesDerivative(float[] target, float[] d, float[] h, int size) {
            for (int i = 0; i < size; i++) {
                target[i] += d[i] * (1f - h[i] * h[i]);
            }
        }

        @Override
        public boolean hasCurvature() {
            return true;
        }

        @Override
        public void addTimesCurvature(float[] target, float[] g, float[] d, float[] h, int size) {
            for (int i = 0; i < size; i++) {
                target[i] -= 2f * g[i] * d[i] * h[i];
            }
        }
    }

    final class Identity extends Straight {
        @Override
        public void activate(float[] target, float[] source, int size) {
            System.arraycopy(source, 0, target, 0, size);
        }

        @Override
        public void addTimesDerivative(float[] target, float[] d, float[] h, int size) {
            Elementwise.accumulate(target, d, 1f, size);
        }
    }
}
