package io.metarefresh.innerloop;

import io.metarefresh.snapshot.Activation;

/**
 * The loops of one {@link Activation} over float arrays. Chosen once for a layer: there is no branch and no call for a single element
 * (decision record 0020). As in {@link Kernels}, all arrays of a loop are indexed by the loop variable itself.
 */
interface ActivationKernel {

    /** target = φ(target). */
    void activate(float[] target, int count);

    /** target = φ(a + b). */
    void addAndActivate(float[] target, float[] a, float[] b, int count);

    /** target = target ⊙ φ′, with φ′ from the activation's output; relu′(0) = 0. */
    void multiplyByDerivative(float[] target, float[] output, int count);

    static ActivationKernel of(Activation activation) {
        return switch (activation) {
            case RELU -> new Relu();
            case TANH -> new Tanh();
            case IDENTITY -> new Identity();
        };
    }

    final class Relu implements ActivationKernel {
        @Override
        public void activate(float[] target, int count) {
            for (int i = 0; i < count; i++) {
                target[i] = Math.max(target[i], 0f);
            }
        }

        @Override
        public void addAndActivate(float[] target, float[] a, float[] b, int count) {
            for (int i = 0; i < count; i++) {
                target[i] = Math.max(a[i] + b[i], 0f);
            }
        }

        @Override
        public void multiplyByDerivative(float[] target, float[] output, int count) {
            for (int i = 0; i < count; i++) {
                // 1 where the output is positive, else 0: a comparison would keep the loop from being vectorized.
                target[i] *= Math.min(1f, output[i] * Float.MAX_VALUE);
            }
        }
    }

    final class Tanh implements ActivationKernel {
        @Override
        public void activate(float[] target, int count) {
            Kernels.tanh(target, count);
        }

        @Override
        public void addAndActivate(float[] target, float[] a, float[] b, int count) {
            Kernels.sum(target, a, b, count);
            Kernels.tanh(target, count);
        }

        @Override
        public void multiplyByDerivative(float[] target, float[] output, int count) {
            for (int i = 0; i < count; i++) {
                target[i] *= 1f - output[i] * output[i];
            }
        }
    }

    final class Identity implements ActivationKernel {
        @Override
        public void activate(float[] target, int count) {}

        @Override
        public void addAndActivate(float[] target, float[] a, float[] b, int count) {
            Kernels.sum(target, a, b, count);
        }

        @Override
        public void multiplyByDerivative(float[] target, float[] output, int count) {}
    }
}
