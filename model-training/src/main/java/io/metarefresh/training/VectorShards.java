package io.metarefresh.training;

import io.metarefresh.prediction.AreaUnderCurve;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
    private final ExecutorService executor;

    VectorShards(VectorModel model, VectorData data, int threads) {
        this.model = model;
        this.data = data;
        openblas_nolapack.blas_set_num_threads(1);
        for (int i = 0; i < SHARDS; i++) {
            passes.add(new VectorPass(model, data));
        }
        executor = Executors.newFixedThreadPool(Math.min(threads, SHARDS), task -> {
            Thread thread = new Thread(task, "meta-training");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Gathers the gradient of the mean weighted loss of a batch in the parameters, and returns that loss. */
    double train(List<PrefixTask> batch, double totalWeight, VectorSettings.Noise noise, long seed, long step) {
        List<Callable<Double>> calls = new ArrayList<>();
        for (int shard = 0; shard < SHARDS; shard++) {
            int number = shard;
            calls.add(() -> passes.get(number)
                    .train(
                            TaskRunner.share(batch, number),
                            totalWeight,
                            noise,
                            TaskRunner.random(seed, step, number)));
        }
        double loss = run(calls).stream().mapToDouble(Double::doubleValue).sum();
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
                sum += weights[i] * Tape.loss(score, labels[i], model.loss);
                total += weights[i];
            }
            return sum / total * model.labelScale.square();
        }

        /** NaN where all labels are on one side; labels of the logistic loss are positive above a half. */
        double auc() {
            return AreaUnderCurve.of(adapted, labels, 0.5f);
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
        run(calls);
        return scores;
    }

    private <R> List<R> run(List<Callable<R>> calls) {
        try {
            List<R> results = new ArrayList<>();
            for (Future<R> future : executor.invokeAll(calls)) {
                results.add(future.get());
            }
            return results;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("training was interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("training failed: " + e.getCause(), e.getCause());
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
