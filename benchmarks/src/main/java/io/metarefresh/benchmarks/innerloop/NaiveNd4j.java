package io.metarefresh.benchmarks.innerloop;

import io.metarefresh.innerloop.SupportTask;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.snapshot.Snapshot;
import io.metarefresh.snapshot.Tensor;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * The peer that anybody would write first: one member at a time with its own copy of the meta block, every operation one of ND4J's. For
 * models of R1's kind: two meta layers (relu, identity), two global layers (relu), no product, logistic loss.
 */
final class NaiveNd4j {
    private final Snapshot snapshot;
    private final INDArray entityWeights;
    private final INDArray contextWeights;
    private final INDArray contextBias;
    private final INDArray hiddenWeights;
    private final INDArray hiddenBias;
    private final INDArray head;
    private final double headBias;

    NaiveNd4j(Snapshot snapshot) {
        Nd4j.factory().blas().setMaxThreads(1);
        NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
        this.snapshot = snapshot;
        entityWeights = array("global.0.entity.weight");
        contextWeights = array("global.0.context.weight");
        contextBias = array("global.0.bias");
        hiddenWeights = array("global.1.weight");
        hiddenBias = array("global.1.bias");
        head = array("head.weight");
        headBias = snapshot.tensor("head.bias").values()[0];
    }

    private INDArray array(String name) {
        Tensor tensor = snapshot.tensor(name);
        long[] shape = tensor.shape().length == 1
                ? new long[] {1, tensor.values().length}
                : new long[] {tensor.rows(), tensor.columns()};
        return Nd4j.create(tensor.values().clone(), shape, 'c').castTo(DataType.FLOAT);
    }

    /** The adapted embedding; losses before and after are computed as ours are. */
    float[] adapt(SupportTask task) {
        List<Interaction> rows = task.rows();
        int count = rows.size();
        float[][] contexts = new float[count][];
        float[] labels = new float[count];
        for (int i = 0; i < count; i++) {
            contexts[i] = rows.get(i).context().dense().get("context");
            labels[i] = rows.get(i).label();
        }
        float[] profile = task.profile().dense().get("profile");
        INDArray x = Nd4j.create(profile.clone(), new long[] {1, profile.length}, 'c');
        INDArray y = Nd4j.create(labels, new long[] {count, 1}, 'c');
        INDArray projected = Nd4j.create(contexts).mmul(contextWeights).addiRowVector(contextBias);
        INDArray w1 = array("meta.0.weight");
        INDArray b1 = array("meta.0.bias");
        INDArray w2 = array("meta.1.weight");
        INDArray b2 = array("meta.1.bias");
        int steps = snapshot.manifest().innerLoop().steps();
        double denominator = count + snapshot.manifest().innerLoop().priorWeight();
        float[] rates = snapshot.tensor("inner_loop.learning_rates").values();
        INDArray e = null;
        for (int k = 0; k <= steps; k++) {
            INDArray h = Transforms.relu(x.mmul(w1).addi(b1), false);
            e = h.mmul(w2).addi(b2);
            INDArray u = Transforms.relu(projected.addRowVector(e.mmul(entityWeights)), false);
            INDArray z = Transforms.relu(u.mmul(hiddenWeights).addiRowVector(hiddenBias), false);
            INDArray score = z.mmul(head).addi(headBias);
            if (k == 0 || k == steps) {
                meanLoss(score, y);
            }
            if (k == steps) {
                break;
            }
            INDArray r = Transforms.sigmoid(score, true).subi(y).divi(denominator);
            INDArray dz = r.mmul(head.transpose()).muli(z.gt(0).castTo(DataType.FLOAT));
            INDArray du = dz.mmul(hiddenWeights.transpose()).muli(u.gt(0).castTo(DataType.FLOAT));
            INDArray de = du.sum(true, 0).mmul(entityWeights.transpose());
            INDArray dh = de.mmul(w2.transpose()).muli(h.gt(0).castTo(DataType.FLOAT));
            w2.subi(h.transpose().mmul(de).muli(rates[4 * k + 2]));
            b2.subi(de.mul(rates[4 * k + 3]));
            w1.subi(x.transpose().mmul(dh).muli(rates[4 * k]));
            b1.subi(dh.mul(rates[4 * k + 1]));
        }
        return e.toFloatVector();
    }

    private static double meanLoss(INDArray score, INDArray y) {
        INDArray positive = Transforms.relu(score, true);
        INDArray tail = Transforms.log(
                Transforms.exp(Transforms.abs(score, true).negi(), false).addi(1), false);
        return positive.addi(tail).subi(score.mul(y)).meanNumber().doubleValue();
    }
}
