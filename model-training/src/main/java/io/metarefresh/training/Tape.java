package io.metarefresh.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reverse-mode differentiation over row-major float matrices. Operations compute at once and remember how to send gradients back;
 * {@link #backward} replays them in reverse. The operations stand in {@link Products}, {@link Elementwise}, {@link RowOperations},
 * {@link Segments} and {@link Losses}; this class keeps the books. Used by one thread at a time; {@link #reset} before every batch
 * makes all variables of the last one invalid.
 *
 * <p>The inner loop's own gradient is written in these operations (snapshot format, chapter 6), so one backward pass differentiates
 * through all of its steps. Each operation has to know the derivative of its own value, and no second one.
 *
 * <p>Decision: {@code docs/decisions/0002-own-tape-for-meta-training.md}.
 */
final class Tape {
    private final BufferPool pool = new BufferPool();
    private final List<Runnable> backward = new ArrayList<>();
    private final Map<Parameter, Variable> leaves = new IdentityHashMap<>();
    private boolean recording = true;

    /** Forgets everything. A tape that does not record computes values only. */
    void reset(boolean record) {
        pool.reclaim();
        backward.clear();
        leaves.clear();
        recording = record;
    }

    Variable constant(float[] value, int rows, int columns) {
        return new Variable(rows, columns, value, false);
    }

    /** The parameter as a variable of this tape; the same one each time. */
    Variable leaf(Parameter parameter) {
        return leaves.computeIfAbsent(parameter, p -> new Variable(p.rows, p.columns, p.value, recording));
    }

    /** Adds the gradient of a parameter to {@code target}; nothing where the parameter had no part in the loss. */
    void addGradientTo(Parameter parameter, float[] target) {
        Variable leaf = leaves.get(parameter);
        if (leaf != null && leaf.gradient != null) {
            for (int i = 0; i < target.length; i++) {
                target[i] += leaf.gradient[i];
            }
        }
    }

    /** Sends the gradient of {@code loss} [1 × 1] back to every variable it depends on. */
    void backward(Variable loss) {
        if (loss.needsGradient) {
            gradient(loss)[0] = 1f;
            for (int i = backward.size() - 1; i >= 0; i--) {
                backward.get(i).run();
            }
        }
    }

    /** The same value, through which no gradient flows. */
    Variable detach(Variable a) {
        return new Variable(a.rows, a.columns, a.value, false);
    }

    /** A new variable with undefined values, for an operation to fill. */
    Variable result(int rows, int columns, boolean needsGradient) {
        return new Variable(rows, columns, pool.take(rows * columns), recording && needsGradient);
    }

    /** What to do where the gradient of {@code out} is known; nothing where it is not needed. */
    void onBackward(Variable out, Runnable step) {
        if (out.needsGradient) {
            backward.add(() -> {
                if (out.gradient != null) {
                    step.run();
                }
            });
        }
    }

    /** The gradient of a variable, to be added to; zeros at first. */
    float[] gradient(Variable variable) {
        if (variable.gradient == null) {
            variable.gradient = pool.take(variable.size());
            Arrays.fill(variable.gradient, 0, variable.size(), 0f);
        }
        return variable.gradient;
    }

    /** An array of at least that size with undefined content, valid until {@link #reset}. */
    float[] buffer(int size) {
        return pool.take(size);
    }
}
