package io.metarefresh.training;

import io.metarefresh.snapshot.Activation;
import io.metarefresh.snapshot.Loss;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reverse-mode differentiation over row-major float matrices. Operations compute at once and remember how to send gradients back;
 * {@link #backward} replays them in reverse. Used by one thread at a time; {@link #reset} before every batch makes all variables of
 * the last one invalid.
 *
 * <p>The inner loop's own gradient is written in these operations (snapshot format, chapter 6), so one backward pass differentiates
 * through all of its steps: no operation needs a second derivative here, except that each gives the derivative of its value.
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

    /** Σ x_i w_i + bias, the bias [1 × m] given to each row; an x of no columns adds nothing. */
    Variable affine(Variable bias, int rows, Variable[] x, Variable[] w) {
        int m = bias.columns;
        boolean needs = bias.needsGradient;
        for (int i = 0; i < x.length; i++) {
            needs |= x[i].needsGradient || w[i].needsGradient;
        }
        Variable out = result(rows, m, needs);
        for (int r = 0; r < rows; r++) {
            System.arraycopy(bias.value, 0, out.value, r * m, m);
        }
        for (int i = 0; i < x.length; i++) {
            Gemm.multiply(x[i].value, false, w[i].value, false, out.value, rows, x[i].columns, m, 1f);
        }
        onBackward(out, () -> {
            if (bias.needsGradient) {
                addColumnSums(out.gradient, rows, m, gradient(bias));
            }
            for (int i = 0; i < x.length; i++) {
                backwardProduct(out, x[i], w[i]);
            }
        });
        return out;
    }

    Variable affine(Variable bias, Variable x, Variable w) {
        return affine(bias, x.rows, new Variable[] {x}, new Variable[] {w});
    }

    /** a · b. */
    Variable multiply(Variable a, Variable b) {
        Variable out = result(a.rows, b.columns, a.needsGradient || b.needsGradient);
        Gemm.multiply(a.value, false, b.value, false, out.value, a.rows, a.columns, b.columns, 0f);
        onBackward(out, () -> backwardProduct(out, a, b));
        return out;
    }

    /** a · bᵀ. */
    Variable multiplyTransposed(Variable a, Variable b) {
        Variable out = result(a.rows, b.rows, a.needsGradient || b.needsGradient);
        Gemm.multiply(a.value, false, b.value, true, out.value, a.rows, a.columns, b.rows, 0f);
        onBackward(out, () -> {
            if (a.needsGradient) {
                Gemm.multiply(out.gradient, false, b.value, false, gradient(a), a.rows, b.rows, a.columns, 1f);
            }
            if (b.needsGradient) {
                Gemm.multiply(out.gradient, true, a.value, false, gradient(b), b.rows, a.rows, a.columns, 1f);
            }
        });
        return out;
    }

    private void backwardProduct(Variable out, Variable a, Variable b) {
        if (a.needsGradient) {
            Gemm.multiply(out.gradient, false, b.value, true, gradient(a), a.rows, b.columns, a.columns, 1f);
        }
        if (b.needsGradient) {
            Gemm.multiply(a.value, true, out.gradient, false, gradient(b), a.columns, a.rows, b.columns, 1f);
        }
    }

    /** a + factor · b, of the same shape. */
    Variable addScaled(Variable a, Variable b, float factor) {
        int size = a.size();
        Variable out = result(a.rows, a.columns, a.needsGradient || b.needsGradient);
        for (int i = 0; i < size; i++) {
            out.value[i] = a.value[i] + factor * b.value[i];
        }
        onBackward(out, () -> {
            if (a.needsGradient) {
                accumulate(gradient(a), out.gradient, 1f, size);
            }
            if (b.needsGradient) {
                accumulate(gradient(b), out.gradient, factor, size);
            }
        });
        return out;
    }

    /** exp of every element. */
    Variable exp(Variable a) {
        int size = a.size();
        Variable out = result(a.rows, a.columns, a.needsGradient);
        for (int i = 0; i < size; i++) {
            out.value[i] = (float) Math.exp(a.value[i]);
        }
        onBackward(out, () -> {
            float[] target = gradient(a);
            for (int i = 0; i < size; i++) {
                target[i] += out.gradient[i] * out.value[i];
            }
        });
        return out;
    }

    /** The element at a position of the row-major matrix, as [1 × 1]. */
    Variable element(Variable a, int position) {
        Variable out = result(1, 1, a.needsGradient);
        out.value[0] = a.value[position];
        onBackward(out, () -> gradient(a)[position] += out.gradient[0]);
        return out;
    }

    /** Row i of a times s_i; s is [rows × 1]. */
    Variable scaleRows(Variable a, Variable s) {
        int columns = a.columns;
        Variable out = result(a.rows, columns, a.needsGradient || s.needsGradient);
        for (int r = 0; r < a.rows; r++) {
            float factor = s.value[r];
            for (int i = r * columns, end = i + columns; i < end; i++) {
                out.value[i] = a.value[i] * factor;
            }
        }
        onBackward(out, () -> {
            if (a.needsGradient) {
                float[] target = gradient(a);
                for (int r = 0; r < a.rows; r++) {
                    float factor = s.value[r];
                    for (int i = r * columns, end = i + columns; i < end; i++) {
                        target[i] += out.gradient[i] * factor;
                    }
                }
            }
            if (s.needsGradient) {
                float[] target = gradient(s);
                for (int r = 0; r < a.rows; r++) {
                    target[r] += dot(out.gradient, a.value, r * columns, columns);
                }
            }
        });
        return out;
    }

    /** ⟨a_r, b_r⟩ of every row, [rows × 1]. */
    Variable rowDot(Variable a, Variable b) {
        int columns = a.columns;
        Variable out = result(a.rows, 1, a.needsGradient || b.needsGradient);
        for (int r = 0; r < a.rows; r++) {
            out.value[r] = dot(a.value, b.value, r * columns, columns);
        }
        onBackward(out, () -> {
            if (a.needsGradient) {
                addScaledRows(gradient(a), b.value, out.gradient, a.rows, columns);
            }
            if (b.needsGradient) {
                addScaledRows(gradient(b), a.value, out.gradient, a.rows, columns);
            }
        });
        return out;
    }

    /** κ_r (weightRate · dot_r + biasRate); the rates are [1 × 1], dot and κ [rows × 1]; κ may be null for 1. */
    Variable stepCoefficient(Variable dot, Variable weightRate, Variable biasRate, Variable kappa) {
        float w = weightRate.value[0];
        float b = biasRate == null ? 0f : biasRate.value[0];
        boolean needs = dot.needsGradient
                || weightRate.needsGradient
                || (biasRate != null && biasRate.needsGradient)
                || (kappa != null && kappa.needsGradient);
        Variable out = result(dot.rows, 1, needs);
        for (int r = 0; r < dot.rows; r++) {
            out.value[r] = (w * dot.value[r] + b) * (kappa == null ? 1f : kappa.value[r]);
        }
        onBackward(out, () -> {
            double weightSum = 0;
            double biasSum = 0;
            for (int r = 0; r < dot.rows; r++) {
                float g = out.gradient[r];
                float scaled = kappa == null ? g : g * kappa.value[r];
                weightSum += scaled * dot.value[r];
                biasSum += scaled;
                if (dot.needsGradient) {
                    gradient(dot)[r] += scaled * w;
                }
                if (kappa != null && kappa.needsGradient) {
                    gradient(kappa)[r] += g * (w * dot.value[r] + b);
                }
            }
            if (weightRate.needsGradient) {
                gradient(weightRate)[0] += (float) weightSum;
            }
            if (biasRate != null && biasRate.needsGradient) {
                gradient(biasRate)[0] += (float) biasSum;
            }
        });
        return out;
    }

    /** min(1, cap / √q) of every squared norm q; 1 where q is 0. */
    Variable capFactor(Variable squaredNorm, float cap) {
        int size = squaredNorm.size();
        Variable out = result(squaredNorm.rows, 1, squaredNorm.needsGradient);
        for (int r = 0; r < size; r++) {
            double norm = Math.sqrt(squaredNorm.value[r]);
            out.value[r] = norm <= cap ? 1f : (float) (cap / norm);
        }
        onBackward(out, () -> {
            float[] target = gradient(squaredNorm);
            for (int r = 0; r < size; r++) {
                if (out.value[r] < 1f) {
                    // d(cap q^-1/2)/dq = -1/2 cap q^-3/2 = -value / (2 q)
                    target[r] -= out.gradient[r] * out.value[r] / (2f * squaredNorm.value[r]);
                }
            }
        });
        return out;
    }

    /** φ(a) of every element. */
    Variable activate(Variable a, Activation activation) {
        if (activation == Activation.IDENTITY) {
            return a;
        }
        int size = a.size();
        Variable out = result(a.rows, a.columns, a.needsGradient);
        if (activation == Activation.RELU) {
            for (int i = 0; i < size; i++) {
                out.value[i] = Math.max(a.value[i], 0f);
            }
        } else {
            for (int i = 0; i < size; i++) {
                out.value[i] = (float) Math.tanh(a.value[i]);
            }
        }
        onBackward(out, () -> addTimesDerivative(gradient(a), out.gradient, out.value, activation, size));
        return out;
    }

    /** d ⊙ φ′, the derivative taken where φ gave {@code h}. */
    Variable timesDerivative(Variable d, Variable h, Activation activation) {
        if (activation == Activation.IDENTITY) {
            return d;
        }
        int size = d.size();
        Variable out = result(d.rows, d.columns, d.needsGradient || h.needsGradient);
        if (activation == Activation.RELU) {
            for (int i = 0; i < size; i++) {
                out.value[i] = h.value[i] > 0f ? d.value[i] : 0f;
            }
        } else {
            for (int i = 0; i < size; i++) {
                out.value[i] = d.value[i] * (1f - h.value[i] * h.value[i]);
            }
        }
        onBackward(out, () -> {
            if (d.needsGradient) {
                addTimesDerivative(gradient(d), out.gradient, h.value, activation, size);
            }
            if (h.needsGradient && activation == Activation.TANH) {
                float[] target = gradient(h);
                for (int i = 0; i < size; i++) {
                    target[i] -= 2f * out.gradient[i] * d.value[i] * h.value[i];
                }
            }
        });
        return out;
    }

    /** a_i + b_{segment(i)}. */
    Variable addGathered(Variable a, Variable b, int[] segment) {
        int columns = a.columns;
        Variable out = result(a.rows, columns, a.needsGradient || b.needsGradient);
        for (int r = 0; r < a.rows; r++) {
            int from = segment[r] * columns;
            int to = r * columns;
            for (int i = 0; i < columns; i++) {
                out.value[to + i] = a.value[to + i] + b.value[from + i];
            }
        }
        onBackward(out, () -> {
            if (a.needsGradient) {
                accumulate(gradient(a), out.gradient, 1f, a.size());
            }
            if (b.needsGradient) {
                scatterAdd(gradient(b), out.gradient, segment, a.rows, columns);
            }
        });
        return out;
    }

    /** a_i ⊙ b_{segment(i)}. */
    Variable timesGathered(Variable a, Variable b, int[] segment) {
        int columns = a.columns;
        Variable out = result(a.rows, columns, a.needsGradient || b.needsGradient);
        for (int r = 0; r < a.rows; r++) {
            int from = segment[r] * columns;
            int to = r * columns;
            for (int i = 0; i < columns; i++) {
                out.value[to + i] = a.value[to + i] * b.value[from + i];
            }
        }
        onBackward(out, () -> {
            if (a.needsGradient) {
                addTimesGathered(gradient(a), out.gradient, b.value, segment, a.rows, columns);
            }
            if (b.needsGradient) {
                scatterAddProduct(gradient(b), out.gradient, a.value, segment, a.rows, columns);
            }
        });
        return out;
    }

    /** Σ a_i over the rows of each segment, [segments × columns]. */
    Variable segmentSum(Variable a, int[] segment, int segments) {
        int columns = a.columns;
        Variable out = result(segments, columns, a.needsGradient);
        Arrays.fill(out.value, 0, out.size(), 0f);
        scatterAdd(out.value, a.value, segment, a.rows, columns);
        onBackward(out, () -> {
            float[] target = gradient(a);
            for (int r = 0; r < a.rows; r++) {
                int from = segment[r] * columns;
                int to = r * columns;
                for (int i = 0; i < columns; i++) {
                    target[to + i] += out.gradient[from + i];
                }
            }
        });
        return out;
    }

    /** Σ a_i ⊙ b_i over the rows of each segment, [segments × columns]. */
    Variable segmentSumOfProducts(Variable a, Variable b, int[] segment, int segments) {
        int columns = a.columns;
        Variable out = result(segments, columns, a.needsGradient || b.needsGradient);
        Arrays.fill(out.value, 0, out.size(), 0f);
        scatterAddProduct(out.value, a.value, b.value, segment, a.rows, columns);
        onBackward(out, () -> {
            if (a.needsGradient) {
                addTimesGathered(gradient(a), b.value, out.gradient, segment, a.rows, columns);
            }
            if (b.needsGradient) {
                addTimesGathered(gradient(b), a.value, out.gradient, segment, a.rows, columns);
            }
        });
        return out;
    }

    /** scale_i ℓ′(s_i, y_i) of scores [rows × 1]. */
    Variable lossSlope(Variable scores, float[] labels, float[] scale, Loss loss) {
        int size = scores.rows;
        Variable out = result(size, 1, scores.needsGradient);
        float[] curvature = pool.take(size);
        for (int i = 0; i < size; i++) {
            if (loss == Loss.LOGISTIC) {
                float p = sigmoid(scores.value[i]);
                out.value[i] = scale[i] * (p - labels[i]);
                curvature[i] = scale[i] * p * (1f - p);
            } else {
                out.value[i] = scale[i] * (scores.value[i] - labels[i]);
                curvature[i] = scale[i];
            }
        }
        onBackward(out, () -> {
            float[] target = gradient(scores);
            for (int i = 0; i < size; i++) {
                target[i] += out.gradient[i] * curvature[i];
            }
        });
        return out;
    }

    /** Σ scale_i ℓ(s_i, y_i), [1 × 1]. */
    Variable totalLoss(Variable scores, float[] labels, float[] scale, Loss loss) {
        int size = scores.rows;
        Variable out = result(1, 1, scores.needsGradient);
        double total = 0;
        for (int i = 0; i < size; i++) {
            total += scale[i] * loss(scores.value[i], labels[i], loss);
        }
        out.value[0] = (float) total;
        onBackward(out, () -> {
            float[] target = gradient(scores);
            for (int i = 0; i < size; i++) {
                float slope =
                        loss == Loss.LOGISTIC ? sigmoid(scores.value[i]) - labels[i] : scores.value[i] - labels[i];
                target[i] += out.gradient[0] * scale[i] * slope;
            }
        });
        return out;
    }

    /**
     * Pooled rows of an embedding table, [rows × table width]: row r is Σ table[ids[j]] · weight_r over j in
     * [offsets[r], offsets[r + 1]), times the dropout mask.
     *
     * @param pooling 1 / count for a mean, 1 for a sum, per row
     * @param mask factor per element of the result, or null for 1
     */
    Variable lookup(Variable table, int[] offsets, int[] ids, float[] pooling, float[] mask) {
        int rows = offsets.length - 1;
        int width = table.columns;
        Variable out = result(rows, width, table.needsGradient);
        Arrays.fill(out.value, 0, out.size(), 0f);
        for (int r = 0; r < rows; r++) {
            for (int j = offsets[r]; j < offsets[r + 1]; j++) {
                for (int i = 0; i < width; i++) {
                    out.value[r * width + i] += pooling[r] * table.value[ids[j] * width + i];
                }
            }
        }
        if (mask != null) {
            for (int i = 0; i < rows * width; i++) {
                out.value[i] *= mask[i];
            }
        }
        onBackward(out, () -> {
            float[] target = gradient(table);
            for (int r = 0; r < rows; r++) {
                for (int j = offsets[r]; j < offsets[r + 1]; j++) {
                    for (int i = 0; i < width; i++) {
                        float g = out.gradient[r * width + i] * pooling[r];
                        target[ids[j] * width + i] += mask == null ? g : g * mask[r * width + i];
                    }
                }
            }
        });
        return out;
    }

    /** The matrices side by side. */
    Variable concatenate(List<Variable> parts, int rows) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        int columns = 0;
        boolean needs = false;
        for (Variable part : parts) {
            columns += part.columns;
            needs |= part.needsGradient;
        }
        int width = columns;
        Variable out = result(rows, width, needs);
        int start = 0;
        for (Variable part : parts) {
            for (int r = 0; r < rows; r++) {
                System.arraycopy(part.value, r * part.columns, out.value, r * width + start, part.columns);
            }
            start += part.columns;
        }
        onBackward(out, () -> {
            int column = 0;
            for (Variable part : parts) {
                if (part.needsGradient) {
                    float[] target = gradient(part);
                    for (int r = 0; r < rows; r++) {
                        for (int i = 0; i < part.columns; i++) {
                            target[r * part.columns + i] += out.gradient[r * width + column + i];
                        }
                    }
                }
                column += part.columns;
            }
        });
        return out;
    }

    static float sigmoid(float x) {
        return (float) (1.0 / (1.0 + Math.exp(-x)));
    }

    /** Logistic loss on the logit, or ½(s − y)². */
    static double loss(float score, float label, Loss loss) {
        if (loss == Loss.SQUARED) {
            double difference = (double) score - label;
            return 0.5 * difference * difference;
        }
        return Math.max(score, 0) - (double) score * label + Math.log1p(Math.exp(-Math.abs(score)));
    }

    private Variable result(int rows, int columns, boolean needsGradient) {
        return new Variable(rows, columns, pool.take(rows * columns), recording && needsGradient);
    }

    private void onBackward(Variable out, Runnable step) {
        if (out.needsGradient) {
            backward.add(() -> {
                if (out.gradient != null) {
                    step.run();
                }
            });
        }
    }

    private float[] gradient(Variable variable) {
        if (variable.gradient == null) {
            variable.gradient = pool.take(variable.size());
            Arrays.fill(variable.gradient, 0, variable.size(), 0f);
        }
        return variable.gradient;
    }

    private static void accumulate(float[] target, float[] source, float factor, int size) {
        for (int i = 0; i < size; i++) {
            target[i] += factor * source[i];
        }
    }

    private static void addTimesDerivative(float[] target, float[] d, float[] h, Activation activation, int size) {
        if (activation == Activation.RELU) {
            for (int i = 0; i < size; i++) {
                target[i] += h[i] > 0f ? d[i] : 0f;
            }
        } else {
            for (int i = 0; i < size; i++) {
                target[i] += d[i] * (1f - h[i] * h[i]);
            }
        }
    }

    private static void addColumnSums(float[] source, int rows, int columns, float[] target) {
        for (int r = 0; r < rows; r++) {
            for (int i = 0; i < columns; i++) {
                target[i] += source[r * columns + i];
            }
        }
    }

    private static void addScaledRows(float[] target, float[] source, float[] scale, int rows, int columns) {
        for (int r = 0; r < rows; r++) {
            float factor = scale[r];
            for (int i = r * columns, end = i + columns; i < end; i++) {
                target[i] += factor * source[i];
            }
        }
    }

    private static void scatterAdd(float[] target, float[] source, int[] segment, int rows, int columns) {
        for (int r = 0; r < rows; r++) {
            int to = segment[r] * columns;
            int from = r * columns;
            for (int i = 0; i < columns; i++) {
                target[to + i] += source[from + i];
            }
        }
    }

    private static void scatterAddProduct(float[] target, float[] a, float[] b, int[] segment, int rows, int columns) {
        for (int r = 0; r < rows; r++) {
            int to = segment[r] * columns;
            int from = r * columns;
            for (int i = 0; i < columns; i++) {
                target[to + i] += a[from + i] * b[from + i];
            }
        }
    }

    private static void addTimesGathered(float[] target, float[] a, float[] b, int[] segment, int rows, int columns) {
        for (int r = 0; r < rows; r++) {
            int from = segment[r] * columns;
            int to = r * columns;
            for (int i = 0; i < columns; i++) {
                target[to + i] += a[to + i] * b[from + i];
            }
        }
    }

    private static float dot(float[] a, float[] b, int offset, int length) {
        float sum = 0f;
        for (int i = offset; i < offset + length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
