package io.metarefresh.training;

import io.metarefresh.snapshot.Activation;
import java.util.Arrays;

/** Operations on a {@link Tape} that take one element at a time. */
final class Elementwise {
    private Elementwise() {}

    /** a + factor · b, of the same shape. */
    static Variable addScaled(Tape tape, Variable a, Variable b, float factor) {
        int size = a.size();
        Variable out = tape.result(a.rows, a.columns, a.needsGradient || b.needsGradient);
        for (int i = 0; i < size; i++) {
            out.value[i] = a.value[i] + factor * b.value[i];
        }
        tape.onBackward(out, () -> {
            if (a.needsGradient) {
                accumulate(tape.gradient(a), out.gradient, 1f, size);
            }
            if (b.needsGradient) {
                accumulate(tape.gradient(b), out.gradient, factor, size);
            }
        });
        return out;
    }

    /** exp of every element. */
    static Variable exp(Tape tape, Variable a) {
        int size = a.size();
        Variable out = tape.result(a.rows, a.columns, a.needsGradient);
        for (int i = 0; i < size; i++) {
            out.value[i] = (float) Math.exp(a.value[i]);
        }
        tape.onBackward(out, () -> {
            float[] target = tape.gradient(a);
            for (int i = 0; i < size; i++) {
                target[i] += out.gradient[i] * out.value[i];
            }
        });
        return out;
    }

    /** The element at a position of the row-major matrix, as [1 × 1]. */
    static Variable element(Tape tape, Variable a, int position) {
        Variable out = tape.result(1, 1, a.needsGradient);
        out.value[0] = a.value[position];
        tape.onBackward(out, () -> tape.gradient(a)[position] += out.gradient[0]);
        return out;
    }

    /** φ(a) of every element. */
    static Variable activate(Tape tape, Variable a, Activation activation) {
        if (activation == Activation.IDENTITY) {
            // The same without a copy.
            return a;
        }
        ActivationGradient phi = ActivationGradient.of(activation);
        int size = a.size();
        Variable out = tape.result(a.rows, a.columns, a.needsGradient);
        phi.activate(out.value, a.value, size);
        tape.onBackward(out, () -> phi.addTimesDerivative(tape.gradient(a), out.gradient, out.value, size));
        return out;
    }

    /** d ⊙ φ′, the derivative taken where φ gave {@code h}. */
    static Variable timesDerivative(Tape tape, Variable d, Variable h, Activation activation) {
        if (activation == Activation.IDENTITY) {
            // The same without a copy.
            return d;
        }
        ActivationGradient phi = ActivationGradient.of(activation);
        int size = d.size();
        Variable out = tape.result(d.rows, d.columns, d.needsGradient || h.needsGradient);
        Arrays.fill(out.value, 0, size, 0f);
        phi.addTimesDerivative(out.value, d.value, h.value, size);
        tape.onBackward(out, () -> {
            if (d.needsGradient) {
                phi.addTimesDerivative(tape.gradient(d), out.gradient, h.value, size);
            }
            if (h.needsGradient && phi.hasCurvature()) {
                phi.addTimesCurvature(tape.gradient(h), out.gradient, d.value, h.value, size);
            }
        });
        return out;
    }

    /** target = target + factor · source. */
    static void accumulate(float[] target, float[] source, float factor, int size) {
        for (int i = 0; i < size; i++) {
            target[i] += factor * source[i];
        }
    }
}
