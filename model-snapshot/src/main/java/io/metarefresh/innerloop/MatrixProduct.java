package io.metarefresh.innerloop;

import org.nd4j.linalg.api.blas.params.MMulTranspose;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.ops.impl.reduce.Mmul;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One product of a chunk that is computed again and again: result = W · operand, or Wᵀ · operand, or that added to the result. ND4J spends
 * 4 to 5 µs a call on describing an operation, longer than a small product itself takes, so the description is kept for each number of
 * rows.
 */
final class MatrixProduct implements AutoCloseable {
    private final INDArray weights;
    private final NativeMatrix operand;
    private final NativeMatrix result;
    private final boolean transpose;
    private final boolean accumulate;
    /** By number of rows in steps of {@link RowLayout#ROW_STEP}. */
    private Prepared[] prepared = new Prepared[0];

    private record Prepared(INDArray operand, INDArray result, Mmul operation, OpContext context) {}

    /** @param weights a column-major matrix; null where one side has no width, then {@link #compute} must not be called */
    MatrixProduct(INDArray weights, NativeMatrix operand, NativeMatrix result, boolean transpose, boolean accumulate) {
        this.weights = weights;
        this.operand = operand;
        this.result = result;
        this.transpose = transpose;
        this.accumulate = accumulate;
    }

    /** Computes the product for the present number of rows. */
    void compute() {
        int at = operand.rows() / RowLayout.ROW_STEP;
        if (at >= prepared.length) {
            prepared = java.util.Arrays.copyOf(prepared, at + 1);
        }
        Prepared now = prepared[at];
        if (now == null || now.operand != operand.matrix() || now.result != result.matrix()) {
            // The memory behind a matrix is another one after it has grown.
            release(at);
            now = prepare();
            prepared[at] = now;
        }
        Nd4j.getExecutioner().exec(now.operation, now.context);
    }

    private Prepared prepare() {
        INDArray from = operand.matrix();
        INDArray to = result.matrix();
        MMulTranspose sides =
                MMulTranspose.builder().transposeA(transpose).transposeB(false).build();
        Mmul operation = new Mmul(weights, from, to, 1.0, accumulate ? 1.0 : 0.0, sides);
        OpContext context = Nd4j.getExecutioner().buildContext();
        context.setInputArrays(weights, from);
        context.setOutputArrays(to);
        context.setIArguments(operation.iArgs());
        context.setTArguments(operation.tArgs());
        return new Prepared(from, to, operation, context);
    }

    private void release(int at) {
        if (prepared[at] != null) {
            try {
                prepared[at].context.close();
            } catch (Exception e) {
                throw new IllegalStateException("ND4J did not release the context of a matrix product", e);
            }
            prepared[at] = null;
        }
    }

    @Override
    public void close() {
        for (int at = 0; at < prepared.length; at++) {
            release(at);
        }
    }
}
