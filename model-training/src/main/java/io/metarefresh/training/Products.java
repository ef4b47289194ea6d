package io.metarefresh.training;

/** Matrix products on a {@link Tape}, by BLAS. */
final class Products {
    private Products() {}

    /** Σ x_i w_i + bias, the bias [1 × m] given to each row; an x of no columns adds nothing. */
    static Variable affine(Tape tape, Variable bias, int rows, Variable[] x, Variable[] w) {
        int m = bias.columns;
        boolean needs = bias.needsGradient;
        for (int i = 0; i < x.length; i++) {
            needs |= x[i].needsGradient || w[i].needsGradient;
        }
        Variable out = tape.result(rows, m, needs);
        for (int r = 0; r < rows; r++) {
            System.arraycopy(bias.value, 0, out.value, r * m, m);
        }
        for (int i = 0; i < x.length; i++) {
            Gemm.multiply(x[i].value, false, w[i].value, false, out.value, rows, x[i].columns, m, 1f);
        }
        tape.onBackward(out, () -> {
            if (bias.needsGradient) {
                addColumnSums(out.gradient, rows, m, tape.gradient(bias));
            }
            for (int i = 0; i < x.length; i++) {
                backwardProduct(tape, out, x[i], w[i]);
            }
        });
        return out;
    }

    static Variable affine(Tape tape, Variable bias, Variable x, Variable w) {
        return affine(tape, bias, x.rows, new Variable[] {x}, new Variable[] {w});
    }

    /** a · b. */
    static Variable multiply(Tape tape, Variable a, Variable b) {
        Variable out = tape.result(a.rows, b.columns, a.needsGradient || b.needsGradient);
        Gemm.multiply(a.value, false, b.value, false, out.value, a.rows, a.columns, b.columns, 0f);
        tape.onBackward(out, () -> backwardProduct(tape, out, a, b));
        return out;
    }

    /** a · bᵀ. */
    static Variable multiplyTransposed(Tape tape, Variable a, Variable b) {
        Variable out = tape.result(a.rows, b.rows, a.needsGradient || b.needsGradient);
        Gemm.multiply(a.value, false, b.value, true, out.value, a.rows, a.columns, b.rows, 0f);
        tape.onBackward(out, () -> {
            if (a.needsGradient) {
                Gemm.multiply(out.gradient, false, b.value, false, tape.gradient(a), a.rows, b.rows, a.columns, 1f);
            }
            if (b.needsGradient) {
                Gemm.multiply(out.gradient, true, a.value, false, tape.gradient(b), b.rows, a.rows, a.columns, 1f);
            }
        });
        return out;
    }

    private static void backwardProduct(Tape tape, Variable out, Variable a, Variable b) {
        if (a.needsGradient) {
            Gemm.multiply(out.gradient, false, b.value, true, tape.gradient(a), a.rows, b.columns, a.columns, 1f);
        }
        if (b.needsGradient) {
            Gemm.multiply(a.value, true, out.gradient, false, tape.gradient(b), a.columns, a.rows, b.columns, 1f);
        }
    }

    private static void addColumnSums(float[] source, int rows, int columns, float[] target) {
        for (int r = 0; r < rows; r++) {
            for (int i = 0; i < columns; i++) {
                target[i] += source[r * columns + i];
            }
        }
    }
}
