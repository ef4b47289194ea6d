package io.metarefresh.innerloop;

import io.metarefresh.snapshot.Activation;

/** A layer of the global block after the first, for all rows of a chunk; the loops go over the rows of one entity at a time. */
final class GlobalLayer implements AutoCloseable {
    /** Null for the first of these layers, which the branches feed. */
    private final FrozenMatrix weights;

    private final MatrixProduct forward;
    private final MatrixProduct backward;

    private final int width;
    private final float[] bias;
    private final ActivationKernel activation;

    /** In turn z, the output, and δ. */
    private final NativeMatrix exchange;

    private RowLayout rows;
    /** φ(z) of each entity's rows, row after row. */
    private float[][] output = new float[0][];
    /** Bias, or head, repeated for every row of an entity. */
    private float[] tiledBias = new float[0];

    private float[] tiledHead = new float[0];
    private float[] scratch = new float[0];

    /** The layer behind the branches. */
    GlobalLayer(float[] bias, Activation activation) {
        this(null, null, bias, activation);
    }

    /** A layer behind another one. */
    GlobalLayer(GlobalLayer before, FrozenMatrix weights, float[] bias, Activation activation) {
        this.weights = weights;
        this.width = bias.length;
        this.bias = bias;
        this.activation = ActivationKernel.of(activation);
        this.exchange = new NativeMatrix(width);
        this.forward = before == null ? null : weights.product(before.exchange, exchange, false);
        this.backward = before == null ? null : weights.transposedProduct(exchange, before.exchange);
    }

    /** Where z belongs before {@link #activate}, and where δ is after {@link #backward}. */
    NativeMatrix exchange() {
        return exchange;
    }

    void reserve(RowLayout layout) {
        rows = layout;
        exchange.reserve(rows.padded());
        output = Kernels.grown(output, rows, width);
        int largest = rows.largest() * width;
        scratch = Kernels.grown(scratch, largest);
        if (tiledBias.length < largest) {
            tiledBias = new float[largest];
            Kernels.tile(bias, width, tiledBias, rows.largest());
            tiledHead = new float[0];
        }
    }

    /** z from the output of the layer before. */
    void multiply() {
        forward.compute();
    }

    /** The output from z; also in {@link #exchange} where another layer follows. */
    void activate(boolean last) {
        for (int m = 0; m < rows.entities(); m++) {
            int values = rows.count(m) * width;
            int from = rows.first(m) * width;
            exchange.get(from, scratch, values);
            activation.addAndActivate(output[m], scratch, tiledBias, values);
            if (!last) {
                exchange.put(from, output[m], values);
            }
        }
    }

    /** Scores of all rows: output · head + bias. */
    void score(float[] head, float headBias, float[] scores) {
        for (int m = 0; m < rows.entities(); m++) {
            int first = rows.first(m);
            for (int i = 0; i < rows.count(m); i++) {
                scores[first + i] = Kernels.dot(output[m], i * width, head, width) + headBias;
            }
        }
    }

    /** δ of the last layer from the gradient by the scores. */
    void backwardFromScores(float[] head, float[] scoreGradients) {
        if (tiledHead.length < tiledBias.length) {
            tiledHead = new float[tiledBias.length];
            Kernels.tile(head, width, tiledHead, tiledHead.length / width);
        }
        for (int m = 0; m < rows.entities(); m++) {
            int first = rows.first(m);
            int count = rows.count(m);
            for (int i = 0; i < count; i++) {
                Kernels.scale(scratch, scoreGradients[first + i], tiledHead, i * width, (i + 1) * width);
            }
            activation.multiplyByDerivative(scratch, output[m], count * width);
            exchange.put(first * width, scratch, count * width);
        }
    }

    /** δ of this layer from the one after it. */
    void backward(GlobalLayer after) {
        after.backward.compute();
        for (int m = 0; m < rows.entities(); m++) {
            int values = rows.count(m) * width;
            int from = rows.first(m) * width;
            exchange.get(from, scratch, values);
            activation.multiplyByDerivative(scratch, output[m], values);
            exchange.put(from, scratch, values);
        }
    }

    @Override
    public void close() {
        if (weights != null) {
            forward.close();
            backward.close();
            weights.close();
        }
        exchange.close();
    }
}
