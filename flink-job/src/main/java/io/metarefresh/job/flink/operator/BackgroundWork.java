package io.metarefresh.job.flink.operator;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread beside the task's own, for what would block it. Results come back through the task's mailbox. */
final class BackgroundWork implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundWork.class);

    private final String name;
    private final ClassLoader classLoader;
    private final MailboxExecutor mailbox;
    private ExecutorService executor;

    BackgroundWork(String name, ClassLoader classLoader, MailboxExecutor mailbox) {
        this.name = name;
        this.classLoader = classLoader;
        this.mailbox = mailbox;
    }

    /**
     * Does the work beside the task.
     *
     * @param done called by the task's thread with the result
     * @param failed called by the task's thread with what the work threw
     * @param discard called, by any thread, with a result that came when the task had ended
     */
    <T> void run(Callable<T> work, Consumer<T> done, Consumer<Exception> failed, Consumer<T> discard) {
        if (executor == null) {
            executor = Executors.newSingleThreadExecutor(runnable -> {
                Thread thread = new Thread(runnable, name);
                thread.setDaemon(true);
                thread.setContextClassLoader(classLoader);
                return thread;
            });
        }
        executor.execute(() -> {
            T result;
            try {
                result = work.call();
            } catch (Exception e) {
                toTask(() -> failed.accept(e));
                return;
            } catch (Error e) {
                // Such as a native library that does not load: the task must not go on as if nothing had happened.
                toTask(() -> {
                    throw e;
                });
                return;
            }
            if (!toTask(() -> done.accept(result))) {
                discard.accept(result);
            }
        });
    }

    private boolean toTask(Runnable mail) {
        try {
            mailbox.execute(mail::run, name);
            return true;
        } catch (RejectedExecutionException e) {
            LOG.debug("{}: the task has ended", name);
            return false;
        }
    }

    @Override
    public void close() {
        if (executor != null) {
            executor.shutdownNow();
        }
    }
}
