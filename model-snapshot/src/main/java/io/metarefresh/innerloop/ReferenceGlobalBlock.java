package io.metarefresh.innerloop;

import static io.metarefresh.innerloop.DoubleVectors.dot;
import static io.metarefresh.innerloop.DoubleVectors.plus;
import static io.metarefresh.innerloop.DoubleVectors.times;
import static io.metarefresh.innerloop.DoubleVectors.timesTransposed;
import static io.metarefresh.innerloop.DoubleVectors.widen;

import io.metarefresh.snapshot.LayerSpec;
import io.metarefresh.snapshot.Snapshot;
import io.metarefresh.snapshot.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The global block of {@link ReferenceInnerLoop}, for one row at a time (snapshot format, chapter 4). Safe for many threads. */
final class ReferenceGlobalBlock {
    private final Snapshot snapshot;
    private final List<LayerSpec> layers;
    private final boolean product;
    /** Copied when first needed: most tensors are embedding tables, which are not needed here. */
    private final Map<String, double[][]> matrices = new ConcurrentHashMap<>();

    ReferenceGlobalBlock(Snapshot snapshot) {
        this.snapshot = snapshot;
        this.layers = snapshot.manifest().globalBlock().layers();
        this.product = snapshot.manifest().globalBlock().product();
    }

    /** The input of the first layer is e alone; its output has the product branch appended. */
    ReferencePass forward(double[] e, double[] c) {
        ReferencePass pass = new ReferencePass(layers.size());
        int hidden = layers.get(0).units();
        pass.input[0] = e;
        pass.z[0] = plus(
                plus(times(e, matrix("global.0.entity.weight"), hidden), vector("global.0.bias")),
                times(c, matrix("global.0.context.weight"), hidden));
        pass.input[1] = ReferencePass.activate(pass.z[0], layers.get(0).activation());
        if (product) {
            double[] gate = gate(c, e.length);
            double[] joined = Arrays.copyOf(pass.input[1], hidden + e.length);
            for (int d = 0; d < e.length; d++) {
                joined[hidden + d] = e[d] * gate[d];
            }
            pass.input[1] = joined;
        }
        for (int j = 1; j < layers.size(); j++) {
            double[] bias = vector("global." + j + ".bias");
            pass.z[j] = plus(times(pass.input[j], matrix("global." + j + ".weight"), bias.length), bias);
            pass.input[j + 1] = ReferencePass.activate(pass.z[j], layers.get(j).activation());
        }
        return pass;
    }

    /** The score of a row: the head on what {@link #forward} gave. */
    double score(ReferencePass pass) {
        return dot(pass.output(), vector("head.weight")) + vector("head.bias")[0];
    }

    /** ∂L/∂e by one row, from {@code r} = ∂L/∂s at its score. */
    double[] embeddingGradient(double[] e, double[] c, ReferencePass pass, double r, KinkLog kinks) {
        double[] g = vector("head.weight");
        for (int i = 0; i < g.length; i++) {
            g[i] *= r;
        }
        for (int j = layers.size() - 1; j >= 1; j--) {
            double[] delta = kinks.timesDerivative(g, pass.z[j], layers.get(j).activation());
            g = timesTransposed(delta, matrix("global." + j + ".weight"));
        }
        int hidden = layers.get(0).units();
        double[] delta = kinks.timesDerivative(
                Arrays.copyOf(g, hidden), pass.z[0], layers.get(0).activation());
        double[] result = timesTransposed(delta, matrix("global.0.entity.weight"));
        if (product) {
            double[] gate = gate(c, e.length);
            for (int d = 0; d < e.length; d++) {
                result[d] += g[hidden + d] * gate[d];
            }
        }
        return result;
    }

    private double[] gate(double[] c, int dimension) {
        return plus(times(c, matrix("global.product.weight"), dimension), vector("global.product.bias"));
    }

    private double[][] matrix(String name) {
        return matrices.computeIfAbsent(name, n -> copy(snapshot.tensor(n)));
    }

    private double[] vector(String name) {
        return widen(snapshot.tensor(name).values());
    }

    /** The matrix as [in][out]. */
    static double[][] copy(Tensor tensor) {
        double[][] matrix = new double[tensor.rows()][];
        for (int i = 0; i < matrix.length; i++) {
            int from = i * tensor.columns();
            matrix[i] = widen(Arrays.copyOfRange(tensor.values(), from, from + tensor.columns()));
        }
        return matrix;
    }
}
