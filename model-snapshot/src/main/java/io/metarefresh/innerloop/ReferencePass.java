package io.metarefresh.innerloop;

import io.metarefresh.snapshot.Activation;

/** A forward pass through a block: pre-activations of each layer, and its input; behind the last one's the output of the block. */
final class ReferencePass {
    final double[][] z;
    final double[][] input;

    ReferencePass(int layers) {
        z = new double[layers][];
        input = new double[layers + 1][];
    }

    double[] output() {
        return input[input.length - 1];
    }

    static double[] activate(double[] z, Activation activation) {
        double[] h = new double[z.length];
        for (int i = 0; i < z.length; i++) {
            h[i] = activation.value(z[i]);
        }
        return h;
    }
}
