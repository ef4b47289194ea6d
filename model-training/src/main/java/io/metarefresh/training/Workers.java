package io.metarefresh.training;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/** Daemon threads that compute side by side; closing them drops what they have not finished. */
public final class Workers implements AutoCloseable {
    private final String work;
    private final ExecutorService executor;

    /**
     * @param name of the threads
     * @param work what is done, as messages begin, such as "training"
     * @param threads at least 1
     */
    public Workers(String name, String work, int threads) {
        this.work = work;
        this.executor = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Runs all calls and waits for them.
     *
     * @param finished is told how many of the first calls have finished, one after the other
     * @return their results in order
     * @throws IllegalStateException where the wait is interrupted, or a call throws a checked exception or an error; a runtime exception
     *     of a call is thrown as it is
     */
    public <R> List<R> run(List<? extends Callable<R>> calls, IntConsumer finished) {
        try {
            List<Future<R>> running = new ArrayList<>();
            for (Callable<R> call : calls) {
                running.add(executor.submit(call));
            }
            List<R> results = new ArrayList<>();
            for (Future<R> future : running) {
                results.add(future.get());
                finished.accept(results.size());
            }
            return results;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(work + " was interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(work + " failed: " + e.getCause(), e.getCause());
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
