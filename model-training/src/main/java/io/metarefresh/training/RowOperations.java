package io.metarefresh.training;

import java.util.List;

/** Operations on a {@link Tape} that take one row at a time. */
final class RowOperations {
    private RowOperations() {}

    /** Row i of a times s_i; s is [rows × 1]. */
    static Variable scaleRows(Tape tape, Variable a, Variable s) {
        int columns = a.columns;
        Variable out = tape.result(a.rows, columns, a.needsGradient || s.needsGradient);
        for (int r = 0; r < a.rows; r++) {
            float factor = s.value[r];
            for (int i = r * columns, end = i + columns; i < end; i++) {
                out.value[i] = a.value[i] * factor;
            }
        }
        tape.onBackward(out, () -> {
            if (a.needsGradient) {
                float[] target = tape.gradient(a);
                for (int r = 0; r < a.rows; r++) {
                    float factor = s.value[r];
                    for (int i = r * columns, end = i + columns; i < end; i++) {
                        target[i] += out.gradient[i] * factor;
                    }
                }
            }
            if (s.needsGradient) {
                float[] target = tape.gradient(s);
                for (int r = 0; r < a.rows; r++) {
                    target[r] += dot(out.gradient, a.value, r * columns, columns);
                }
            }
        });
        return out;
    }

    /** ⟨a_r, b_r⟩ of every row, [rows × 1]. */
    static Variable rowDot(Tape tape, Variable a, Variable b) {
        int columns = a.columns;
        Variable out = tape.result(a.rows, 1, a.needsGradient || b.needsGradient);
        for (int r = 0; r < a.rows; r++) {
            out.value[r] = dot(a.value, b.value, r * columns, columns);
        }
        tape.onBackward(out, () -> {
            if (a.needsGradient) {
                addScaledRows(tape.gradient(a), b.value, out.gradient, a.rows, columns);
            }
            if (b.needsGradient) {
                addScaledRows(tape.gradient(b), a.value, out.gradient, a.rows, columns);
            }
        });
        return out;
    }

    /** κ_r (weightRate · dot_r + biasRate); the rates are [1 × 1], dot and κ [rows × 1]; κ may be null for 1. */
    static Variable stepCoefficient(Tape tape, Variable dot, Variable weightRate, Variable biasRate, Variable kappa) {
        float w = weightRate.value[0];
        float b = biasRate == null ? 0f : biasRate.value[0];
        boolean needs = dot.needsGradient
                || weightRate.needsGradient
                || (biasRate != null && biasRate.needsGradient)
                || (kappa != null && kappa.needsGradient);
        Variable out = tape.result(dot.rows, 1, needs);
        for (int r = 0; r < dot.rows; r++) {
            out.value[r] = (w * dot.value[r] + b) * (kappa == null ? 1f : kappa.value[r]);
        }
        tape.onBackward(out, () -> {
            double weightSum = 0;
            double biasSum = 0;
            for (int r = 0; r < dot.rows; r++) {
                float g = out.gradient[r];
                float scaled = kappa == null ? g : g * kappa.value[r];
                weightSum += scaled * dot.value[r];
                biasSum += scaled;
                if (dot.needsGradient) {
                    tape.gradient(dot)[r] += scaled * w;
                }
                if (kappa != null && kappa.needsGradient) {
                    tape.gradient(kappa)[r] += g * (w * dot.value[r] + b);
                }
            }
            if (weightRate.needsGradient) {
                tape.gradient(weightRate)[0] += (float) weightSum;
            }
            if (biasRate != null && biasRate.needsGradient) {
                tape.gradient(biasRate)[0] += (float) biasSum;
            }
        });
        return out;
    }

    /** min(1, cap / √q) of every squared norm q; 1 where q is 0. */
    static Variable capFactor(Tape tape, Variable squaredNorm, float cap) {
        int size = squaredNorm.size();
        Variable out = tape.result(squaredNorm.rows, 1, squaredNorm.needsGradient);
        for (int r = 0; r < size; r++) {
            double norm = Math.sqrt(squaredNorm.value[r]);
            out.value[r] = norm <= cap ? 1f : (float) (cap / norm);
        }
        tape.onBackward(out, () -> {
            float[] target = tape.gradient(squaredNorm);
            for (int r = 0; r < size; r++) {
                if (out.value[r] < 1f) {
                    // d(cap q^-1/2)/dq = -1/2 cap q^-3/2 = -value / (2 q)
                    target[r] -= out.gradient[r] * out.value[r] / (2f * squaredNorm.value[r]);
                }
            }
        });
        return out;
    }

    /** The matrices side by side. */
    static Variable concatenate(Tape tape, List<Variable> parts, int rows) {
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
        Variable out = tape.result(rows, width, needs);
        int start = 0;
        for (Variable part : parts) {
            for (int r = 0; r < rows; r++) {
                System.arraycopy(part.value, r * part.columns, out.value, r * width + start, part.columns);
            }
            start += part.columns;
        }
        tape.onBackward(out, () -> {
            int column = 0;
            for (Variable part : parts) {
                if (part.needsGradient) {
                    float[] target = tape.gradient(part);
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

    private static void addScaledRows(float[] target, float[] source, float[] scale, int rows, int columns) {
        for (int r = 0; r < rows; r++) {
            float factor = scale[r];
            for (int i = r * columns, end = i + columns; i < end; i++) {
                target[i] += factor * source[i];
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
