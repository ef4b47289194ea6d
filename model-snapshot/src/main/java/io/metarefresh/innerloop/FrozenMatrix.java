package io.metarefresh.innerloop;

import io.metarefresh.snapshot.Tensor;
import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A weight matrix W [in, out] of the snapshot, shared by all samples. Row-major W is column-major Wᵀ, so ND4J gets the values as a
 * column-major [out × in] matrix without any transposition. Two sets of operations: matrix products over all rows of a chunk between
 * {@link NativeMatrix native matrices}, and products for one vector per entity on heap arrays, where a call into native code would
 * take longer than the product of a matrix that fits into the cache.
 */
final class FrozenMatrix implements AutoCloseable {
    /** Up to so many weights a vector product is a plain loop. */
    private static final int MAX_LOOP_WEIGHTS = 1 << 15;

    private final int in;
    private final int out;
    private final INDArray transposed;

    /** W by rows and by columns, an array each; null where the matrix is too large for loops. */
    private final float[][] byRow;

    private final float[][] byColumn;

    /** One vector per entity on its way through a product of a large matrix. */
    private final NativeMatrix inputs;

    private final NativeMatrix outputs;
    private final MatrixProduct forward;
    private final MatrixProduct backward;
    private float[] product = new float[0];

    private FrozenMatrix(int in, int out, float[] rowMajor, boolean forEntities) {
        this.in = in;
        this.out = out;
        boolean loops = forEntities && in * (long) out <= MAX_LOOP_WEIGHTS;
        byRow = loops ? new float[in][] : null;
        byColumn = loops ? new float[out][in] : null;
        inputs = new NativeMatrix(in);
        outputs = new NativeMatrix(out);
        if (loops) {
            for (int i = 0; i < in; i++) {
                byRow[i] = Arrays.copyOfRange(rowMajor, i * out, (i + 1) * out);
                for (int o = 0; o < out; o++) {
                    byColumn[o][i] = rowMajor[i * out + o];
                }
            }
        }
        if (loops || in == 0 || out == 0) {
            transposed = null;
        } else {
            transposed = Nd4j.createUninitialized(DataType.FLOAT, new long[] {out, in}, 'f');
            NativeMatrix.buffer(transposed).put(rowMajor);
        }
        forward = product(inputs, outputs, false);
        backward = transposedProduct(outputs, inputs);
    }

    /** For products over the rows of a chunk. */
    static FrozenMatrix forRows(int in, int out, float[] rowMajor) {
        return new FrozenMatrix(in, out, rowMajor, false);
    }

    /** For products with one vector per entity. */
    static FrozenMatrix forEntities(Tensor weights) {
        return new FrozenMatrix(weights.rows(), weights.columns(), weights.values(), true);
    }

    int in() {
        return in;
    }

    int out() {
        return out;
    }

    /** Y = X W, or Y + X W, for all rows of a chunk. */
    MatrixProduct product(NativeMatrix x, NativeMatrix y, boolean accumulate) {
        return new MatrixProduct(transposed, x, y, false, accumulate);
    }

    /** X = Y Wᵀ for all rows of a chunk: a gradient goes back. */
    MatrixProduct transposedProduct(NativeMatrix y, NativeMatrix x) {
        return new MatrixProduct(transposed, y, x, true, false);
    }

    /** y += x W for each of the first {@code count} entities. */
    void addProduct(float[][] x, float[][] y, int count) {
        if (byRow != null) {
            for (int m = 0; m < count; m++) {
                addProduct(x[m], byRow, y[m], out);
            }
        } else if (transposed != null) {
            addNativeProduct(x, inputs, forward, outputs, y, count);
        }
    }

    /** y += x Wᵀ for each of the first {@code count} entities. */
    void addTransposedProduct(float[][] x, float[][] y, int count) {
        if (byColumn != null) {
            for (int m = 0; m < count; m++) {
                addProduct(x[m], byColumn, y[m], in);
            }
        } else if (transposed != null) {
            addNativeProduct(x, outputs, backward, inputs, y, count);
        }
    }

    /** y += Σ_i x_i rows_i, four rows a loop: a loop over one short row is mostly overhead. */
    private static void addProduct(float[] x, float[][] rows, float[] y, int width) {
        int i = 0;
        for (; i + 4 <= rows.length; i += 4) {
            Kernels.addScaled(
                    y, x[i], rows[i], x[i + 1], rows[i + 1], x[i + 2], rows[i + 2], x[i + 3], rows[i + 3], width);
        }
        for (; i < rows.length; i++) {
            Kernels.addScaled(y, x[i], rows[i], width);
        }
    }

    private void addNativeProduct(
            float[][] x, NativeMatrix from, MatrixProduct step, NativeMatrix to, float[][] y, int count) {
        int padded = RowLayout.padded(count);
        from.reserve(padded);
        to.reserve(padded);
        for (int m = 0; m < count; m++) {
            from.put(m * from.width(), x[m], from.width());
        }
        step.compute();
        product = Kernels.grown(product, to.width());
        for (int m = 0; m < count; m++) {
            to.get(m * to.width(), product, to.width());
            Kernels.add(y[m], product, to.width());
        }
    }

    @Override
    public void close() {
        forward.close();
        backward.close();
        if (transposed != null) {
            transposed.close();
        }
        inputs.close();
        outputs.close();
    }
}
