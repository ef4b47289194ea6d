package io.metarefresh.training;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.bytedeco.openblas.presets.openblas_nolapack;

/**
 * Runs a batch as a fixed number of shards, each with a tape of its own, on as many threads as there are; gradients are summed in
 * the order of the shards, so that the result does not depend on the number of threads.
 */
final class TaskRunner implements AutoCloseable {
    /** More would cost matrix products too small to be fast; a machine with more cores gains nothing beyond. */
    static final int SHARDS = 4;

    /** What a shard computes on its tape. */
    @FunctionalInterface
    interface Shard<R> {
        R run(Tape tape, int shard);
    }

    private final Workers workers;
    private final List<Tape> tapes = new ArrayList<>();

    TaskRunner(int threads) {
        // The shards are the parallelism; OpenBLAS threads below them would only get in each other's way.
        openblas_nolapack.blas_set_num_threads(1);
        workers = new Workers("meta-training", "training", Math.min(threads, SHARDS));
        for (int i = 0; i < SHARDS; i++) {
            tapes.add(new Tape());
        }
    }

    /** Runs every shard and returns their results in order. */
    <R> List<R> run(Shard<R> shard) {
        List<Callable<R>> calls = new ArrayList<>();
        for (int i = 0; i < SHARDS; i++) {
            int number = i;
            calls.add(() -> shard.run(tapes.get(number), number));
        }
        return workers.run(calls, finished -> {});
    }

    /** Adds the gradients of all shards to the parameters. */
    void collectGradients(List<Parameter> parameters) {
        for (Parameter parameter : parameters) {
            for (Tape tape : tapes) {
                tape.addGradientTo(parameter, parameter.gradient);
            }
        }
    }

    /** The tasks of one shard: every {@link #SHARDS}th. */
    static <E> List<E> share(List<E> all, int shard) {
        List<E> own = new ArrayList<>();
        for (int i = shard; i < all.size(); i += SHARDS) {
            own.add(all.get(i));
        }
        return own;
    }

    /** A source of randomness that depends on nothing but its arguments. */
    static SplittableRandom random(long seed, long step, int shard) {
        return new SplittableRandom(
                new SplittableRandom(seed ^ (step * SHARDS + shard) * 0x9E3779B97F4A7C15L).nextLong());
    }

    @Override
    public void close() {
        workers.close();
    }
}
