package io.metarefresh.training;

import io.metarefresh.prediction.AreaUnderCurve;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * Runs the tasks of a batch as a fixed number of shards on as many threads as there are. Gradients are summed in the order of the shards,
 * so that the result does not depend on the number of threads.
 */
final class VectorShards implements AutoCloseable {
    private static final int SHARDS = 4;
    private static final int TASKS_AT_ONCE = 32;

    private final VectorModel model;
    private final VectorData data;
    private final List<VectorPass> passes = new ArrayList<>();
    private final Workers workers;

    VectorShards(VectorModel model, VectorData data, int threads) {
        this.model = model;
        this.data = data;
        openblas_nolapack.blas_set_num_threads(1);
        for (int i = 0; i < SHARDS; i++) {
            passes.add(new VectorPass(model, data));
        }
        workers = new Workers("meta-training", "training", Math.min(threads, SHARDS));
    }

    /** Gathers the gradient of the mean weighted loss of a batch in the parameters, and returns that loss. */
    double train(List<PrefixTask> batch, double totalWeight, VectorSettings.Noise noise, long seed, long step) {
        List<Callable<Double>> calls = new ArrayList<>();
        for (int shard = 0; shard < SHARDS; shard++) {
            int number = shard;
            calls.add(() -> passes.get(number)
                    .train(TaskRunner.share(batch, number), totalWeight, noise, TaskRunner.random(seed, step, number)));
        }
        double loss = workers.run(calls, finished -> {}).stream()
                .mapToDouble(Double::doubleValue)
                .sum();
        List<Parameter> parameters = model.parameters();
        passes.forEach(pass -> pass.addGradientsTo(parameters));
        return loss;
    }

    /** Scores of queries, with the adapted and the un-adapted vector, in no particular order. */
    record Scores(double[] adapted, double[] unadapted, float[] labels, float[] weights) {
        double loss(VectorModel model, boolean ofAdapted) {
            double sum = 0;
            double total = 0;
            for (int i = 0; i < labels.length; i++) {
                float score = (float) (ofAdapted ? adapted : unadapted)[i];
                sum += weights[i] * model.loss.of(score, labels[i]);
                total += weights[i];
            }
            return sum / total * model.labelScale.square();
        }

        Validation validation(VectorModel model) {
            // Scaled labels of the squared loss have the mean 0.
            float threshold = model.loss.predictsProbabilities() ? 0.5f : 0f;
            return new Validation(loss(model, true), AreaUnderCurve.of(adapted, labels, threshold), loss(model, false));
        }
    }

    Scores predict(List<PrefixTask> tasks) {
        List<List<PrefixTask>> chunks = new ArrayList<>();
        for (int i = 0; i < tasks.size(); i += TASKS_AT_ONCE) {
            chunks.add(tasks.subList(i, Math.min(tasks.size(), i + TASKS_AT_ONCE)));
        }
        int rows = tasks.stream().mapToInt(PrefixTask::queries).sum();
        int[] starts = new int[chunks.size()];
        for (int i = 1; i < starts.length; i++) {
            starts[i] = starts[i - 1]
                    + chunks.get(i - 1).stream().mapToInt(PrefixTask::queries).sum();
        }
        Scores scores = new Scores(new double[rows], new double[rows], new float[rows], new float[rows]);
        List<Callable<Void>> calls = new ArrayList<>();
        for (int shard = 0; shard < SHARDS; shard++) {
            int number = shard;
            calls.add(() -> {
                for (int chunk = number; chunk < chunks.size(); chunk += SHARDS) {
                    int[] at = {starts[chunk]};
                    passes.get(number).predict(chunks.get(chunk), (row, adapted, unadapted) -> {
                        scores.adapted[at[0]] = adapted;
                        scores.unadapted[at[0]] = unadapted;
                        scores.labels[at[0]] = data.labels[row];
                        scores.weights[at[0]++] = data.weights[row];
                    });
                }
                return null;
            });
        }
        workers.run(calls, finished -> {});
        return scores;
    }

    @Override
    public void close() {
        workers.close();
    }
}
