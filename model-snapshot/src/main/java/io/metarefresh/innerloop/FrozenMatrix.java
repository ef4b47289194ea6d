package io.metarefresh.innerloop;

import io.metarefresh.snapshot.Tensor;
import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A weight matrix W [in, out] of the snapshot, shared by all samples. Row-major W is column-major Wᵀ, so the values are kept as an
 * 'f'-ordered [out × in] array without any transposition.
 */
final class FrozenMatrix implements AutoCloseable {
    private final int in;
    private final int out;
    private final INDArray transposed;

    /** From a row-major tensor of shape [in, out]; either may be 0. */
    FrozenMatrix(Tensor weights) {
        this(weights.rows(), weights.columns(), weights.values());
    }

    FrozenMatrix(int in, int out, float[] rowMajor) {
        this.in = in;
        this.out = out;
        if (in == 0 || out == 0) {
            transposed = null;
        } else {
            transposed = Nd4j.createUninitialized(DataType.FLOAT, new long[] {out, in}, 'f');
            Columns.nativeBuffer(transposed).put(rowMajor);
        }
    }

    /** Two matrices with the same rows side by side: [in, out₁ + out₂]. */
    static FrozenMatrix sideBySide(Tensor left, Tensor right) {
        int in = left.rows();
        int out = left.columns() + right.columns();
        float[] values = new float[in * out];
        for (int i = 0; i < in; i++) {
            System.arraycopy(left.values(), i * left.columns(), values, i * out, left.columns());
            System.arraycopy(right.values(), i * right.columns(), values, i * out + left.columns(), right.columns());
        }
        return new FrozenMatrix(in, out, values);
    }

    /** Each result column = Wᵀ × the input column (a sample h becomes h W). Reads and writes the heap sides. */
    void multiply(Columns inputs, Columns results, int count) {
        results.reserve(count);
        product(inputs, results, count, false);
    }

    /** Each result column = W × the input column: a gradient goes back through W. */
    void multiplyTransposed(Columns inputs, Columns results, int count) {
        results.reserve(count);
        product(inputs, results, count, true);
    }

    private void product(Columns inputs, Columns results, int count, boolean transpose) {
        if (count == 0 || results.width() == 0) {
            return;
        }
        if (inputs.width() == 0) {
            Arrays.fill(results.values(), 0, results.width() * count, 0f);
            return;
        }
        inputs.upload(count);
        Nd4j.gemm(transposed, inputs.view(count), results.view(count), transpose, false, 1.0, 0.0);
        results.download(count);
    }

    int in() {
        return in;
    }

    int out() {
        return out;
    }

    @Override
    public void close() {
        if (transposed != null) {
            transposed.close();
        }
    }
}
