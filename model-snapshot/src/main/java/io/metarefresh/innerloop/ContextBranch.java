package io.metarefresh.innerloop;

import io.metarefresh.snapshot.Activation;
import java.util.Arrays;

/**
 * Where context and embedding of a row meet in the global block: u = φ(e A + (c C + a)), or p = e ⊙ (c Q + q). What is in brackets is
 * constant over all steps and computed once a chunk. The result is one part of the next layer's input, so this class also knows
 * the rows of the next layer's matrix that the part meets.
 */
final class ContextBranch implements AutoCloseable {
    /** Null for the product branch. */
    private final ActivationKernel activation;

    private final int width;
    private final FrozenMatrix contextWeights;
    private final float[] contextBias;
    private final FrozenMatrix nextWeights;
    private final NativeMatrix contexts;
    private final MatrixProduct projection;
    private final MatrixProduct forward;
    private final MatrixProduct backward;

    /** In turn the projected contexts, the joined rows, and the gradient of these. */
    private final NativeMatrix exchange;

    /** c C + a of each entity's rows, row after row. */
    private float[][] projected = new float[0][];
    /** u or p of each entity's rows. */
    private float[][] joined = new float[0][];

    private float[] tile = new float[0];
    private float[] scratch = new float[0];

    private ContextBranch(ActivationKernel activation, Weights weights, NativeMatrix contexts, NativeMatrix next) {
        this.activation = activation;
        this.contextWeights = weights.context;
        this.contextBias = weights.contextBias;
        this.nextWeights = weights.next;
        this.contexts = contexts;
        this.width = contextWeights.out();
        this.exchange = new NativeMatrix(width);
        this.projection = contextWeights.product(contexts, exchange, false);
        this.forward = nextWeights.product(exchange, next, activation == null);
        this.backward = nextWeights.transposedProduct(next, exchange);
    }

    /**
     * What a branch is made of.
     *
     * @param context C, or Q
     * @param contextBias a, or q
     * @param next the rows of the next layer's matrix that meet this branch's output
     */
    record Weights(FrozenMatrix context, float[] contextBias, FrozenMatrix next) {}

    /**
     * u = φ(e A + c C + a); the entity vector given to {@link #join} is e A.
     *
     * @param contexts the context inputs of all rows
     * @param next z of the next layer, before its δ
     */
    static ContextBranch added(Activation activation, Weights weights, NativeMatrix contexts, NativeMatrix next) {
        return new ContextBranch(ActivationKernel.of(activation), weights, contexts, next);
    }

    /** p = e ⊙ (c Q + q); the entity vector given to {@link #join} is e. Its part of z comes on top of the other branch's. */
    static ContextBranch multiplied(Weights weights, NativeMatrix contexts, NativeMatrix next) {
        return new ContextBranch(null, weights, contexts, next);
    }

    void reserve(RowLayout rows) {
        exchange.reserve(rows.padded());
        tile = Kernels.grown(tile, (long) rows.largest() * width);
        scratch = Kernels.grown(scratch, (long) rows.largest() * width);
        projected = Kernels.grown(projected, rows, width);
        joined = Kernels.grown(joined, rows, width);
    }

    /** Computes the context side of all rows. */
    void project(RowLayout rows) {
        boolean anyContext = contexts.width() > 0;
        if (anyContext) {
            projection.compute();
        }
        for (int m = 0; m < rows.entities(); m++) {
            int count = rows.count(m);
            if (anyContext) {
                Kernels.tile(contextBias, width, tile, count);
                exchange.get(rows.first(m) * width, projected[m], count * width);
                Kernels.add(projected[m], tile, count * width);
            } else {
                Kernels.tile(contextBias, width, projected[m], count);
            }
        }
    }

    /** Brings each entity's vector together with its rows. */
    void join(float[][] entityVectors, RowLayout rows) {
        for (int m = 0; m < rows.entities(); m++) {
            int values = rows.count(m) * width;
            Kernels.tile(entityVectors[m], width, tile, rows.count(m));
            if (activation == null) {
                Kernels.product(joined[m], projected[m], tile, values);
            } else {
                activation.addAndActivate(joined[m], projected[m], tile, values);
            }
            exchange.put(rows.first(m) * width, joined[m], values);
        }
    }

    /** This branch's part of the next layer's z. */
    void forward() {
        forward.compute();
    }

    /** Takes the next layer's δ. */
    void backward() {
        backward.compute();
    }

    /** The gradient by each entity's vector, summed over its rows; 0 for an entity without rows. */
    void sumGradients(RowLayout rows, float[][] target) {
        for (int m = 0; m < rows.entities(); m++) {
            int count = rows.count(m);
            if (count == 0) {
                Arrays.fill(target[m], 0, width, 0f);
                continue;
            }
            exchange.get(rows.first(m) * width, tile, count * width);
            if (activation == null) {
                Kernels.multiply(tile, projected[m], count * width);
            } else {
                activation.multiplyByDerivative(tile, joined[m], count * width);
            }
            Kernels.sumStretches(tile, width, count, scratch);
            System.arraycopy(tile, 0, target[m], 0, width);
        }
    }

    @Override
    public void close() {
        projection.close();
        forward.close();
        backward.close();
        contextWeights.close();
        nextWeights.close();
        exchange.close();
    }
}
