package io.metarefresh.evaluation.yardstick;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs independent trials on a few threads. */
public final class ParallelTrials {
    private ParallelTrials() {}

    /** Is told on the calling thread how many results are there. */
    @FunctionalInterface
    public interface Listener {
        void finished(int done, int total);
    }

    /** The results in the order of the trials. The first failure ends the others. */
    public static <T> List<T> run(List<Callable<T>> trials, int threads, Listener listener) {
        ExecutorService executor = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "evaluation-trials");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Future<T>> running = trials.stream().map(executor::submit).toList();
            List<T> results = new ArrayList<>();
            for (Future<T> future : running) {
                results.add(future.get());
                listener.finished(results.size(), running.size());
            }
            return results;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the evaluation was interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw new IllegalStateException("the evaluation failed: " + e.getCause(), e.getCause());
        } finally {
            executor.shutdownNow();
        }
    }
}
