package io.metarefresh.innerloop;

import java.util.Random;
import java.util.function.BiConsumer;

/**
 * Whether the matrix products of this process are right. OpenBLAS chooses its kernels by the processor, and releases of it had some that
 * computed something else, without any error (OpenBLAS issue 2914): such embeddings must not be published.
 */
final class ProductCheck {
    /** Odd sizes, so that the kernels' edges are met, beside some that fill their tiles. */
    private static final int[][] SIZES = {{64, 128}, {37, 19}, {1, 5}, {200, 1}};

    private static final int[] ROWS = {RowLayout.ROW_STEP, 13 * RowLayout.ROW_STEP};
    /** Values are of order 1: rounding is a thousandth of this, a wrong product far more. */
    private static final double TOLERANCE = 1e-2;

    private static boolean passed;

    private ProductCheck() {}

    /**
     * Checks once in a process.
     *
     * @throws IllegalStateException if a product is wrong
     */
    static synchronized void once() {
        if (!passed) {
            run((product, result) -> product.compute());
            passed = true;
        }
    }

    /** @param compute brings about the product, whose result is then in the given matrix */
    static void run(BiConsumer<MatrixProduct, NativeMatrix> compute) {
        Random random = new Random(1);
        for (int[] size : SIZES) {
            float[] weights = values(random, size[0] * size[1]);
            try (FrozenMatrix matrix = FrozenMatrix.forRows(size[0], size[1], weights)) {
                for (int rows : ROWS) {
                    compare(matrix, weights, false, rows, random, compute);
                    compare(matrix, weights, true, rows, random, compute);
                }
            }
        }
    }

    private static void compare(
            FrozenMatrix matrix,
            float[] weights,
            boolean transposed,
            int rows,
            Random random,
            BiConsumer<MatrixProduct, NativeMatrix> compute) {
        int in = transposed ? matrix.out() : matrix.in();
        int out = transposed ? matrix.in() : matrix.out();
        float[] x = values(random, rows * in);
        try (NativeMatrix from = new NativeMatrix(in);
                NativeMatrix to = new NativeMatrix(out);
                MatrixProduct product =
                        transposed ? matrix.transposedProduct(from, to) : matrix.product(from, to, false)) {
            float[] y = product(product, from, x, to, rows, compute);
            for (int r = 0; r < rows; r++) {
                for (int o = 0; o < out; o++) {
                    double expected = 0;
                    for (int i = 0; i < in; i++) {
                        expected += (double) x[r * in + i] * weights[transposed ? o * in + i : i * out + o];
                    }
                    compare(y[r * out + o], expected, in);
                }
            }
        }
    }

    private static float[] product(
            MatrixProduct product,
            NativeMatrix from,
            float[] operand,
            NativeMatrix to,
            int rows,
            BiConsumer<MatrixProduct, NativeMatrix> compute) {
        from.reserve(rows);
        to.reserve(rows);
        from.put(0, operand, operand.length);
        compute.accept(product, to);
        float[] result = new float[rows * to.width()];
        to.get(0, result, result.length);
        return result;
    }

    private static void compare(float actual, double expected, int terms) {
        // Written so that a NaN is wrong.
        if (!(Math.abs(actual - expected) <= TOLERANCE)) {
            throw new IllegalStateException(
                    "OpenBLAS computes wrong matrix products on this processor: a sum of " + terms
                            + " products is " + actual + " instead of " + (float) expected
                            + "; set OPENBLAS_CORETYPE=Haswell in the environment of this process, or use a build that knows the processor");
        }
    }

    private static float[] values(Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = 2 * random.nextFloat() - 1;
        }
        return values;
    }
}
