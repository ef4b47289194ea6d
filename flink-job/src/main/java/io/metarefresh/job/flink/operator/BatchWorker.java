package io.metarefresh.job.flink.operator;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.util.ExceptionUtils;
import org.apache.flink.util.function.ThrowingConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread beside the task's own that adapts one batch while the task collects the next. Results come back in the order of the batches
 * and on the task's thread: in a turn of its mailbox, or in {@link #await} where it cannot go on without them. What the work throws is
 * thrown there too, so it fails the task.
 *
 * <p>All methods are for the task's thread.
 *
 * <p>Decision: {@code docs/decisions/0043-the-inner-loop-beside-the-task.md}.
 *
 * @param <T> result of a batch
 */
final class BatchWorker<T> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BatchWorker.class);

    private final MailboxExecutor mailbox;
    private final ThrowingConsumer<T, InterruptedException> results;
    private final ExecutorService thread;
    /** Handed over, and its result not taken yet. */
    private FutureTask<T> inHand;

    /** @param results takes the results */
    BatchWorker(
            String name,
            ClassLoader classLoader,
            MailboxExecutor mailbox,
            ThrowingConsumer<T, InterruptedException> results) {
        this.mailbox = mailbox;
        this.results = results;
        this.thread = Executors.newSingleThreadExecutor(runnable -> {
            Thread worker = new Thread(runnable, name);
            worker.setDaemon(true);
            worker.setContextClassLoader(classLoader);
            return worker;
        });
    }

    boolean isBusy() {
        return inHand != null;
    }

    /** Hands a batch over; awaits the one before it where there is one. */
    void handOver(Callable<T> batch) throws InterruptedException {
        await();
        FutureTask<T> work = new FutureTask<>(batch);
        inHand = work;
        thread.execute(() -> {
            work.run();
            try {
                mailbox.execute(
                        () -> {
                            if (work == inHand) {
                                await();
                            }
                        },
                        "results of a batch");
            } catch (RejectedExecutionException e) {
                LOG.debug("the task has ended");
            }
        });
    }

    /** Returns when what was handed over is done and its results are taken. */
    void await() throws InterruptedException {
        if (inHand == null) {
            return;
        }
        FutureTask<T> work = inHand;
        T result;
        try {
            result = work.get();
        } catch (ExecutionException e) {
            ExceptionUtils.rethrow(e.getCause());
            return;
        }
        inHand = null;
        results.accept(result);
    }

    /** Returns when the thread has ended its batch, whose result is dropped: the model may be closed afterwards. */
    @Override
    public void close() {
        thread.shutdown();
        boolean interrupted = false;
        while (inHand != null) {
            try {
                inHand.get();
                inHand = null;
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (ExecutionException e) {
                LOG.debug("the last batch failed", e);
                inHand = null;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
