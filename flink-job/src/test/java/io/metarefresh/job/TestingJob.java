package io.metarefresh.job;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.flink.core.execution.JobClient;

/** What a test waits for of a running job. */
public final class TestingJob {
    private static final String CHECKPOINT = "chk-";

    private TestingJob() {}

    /** A count of the job; −1 where there is none yet, or while the job restarts. */
    static long count(JobClient job, String name) {
        try {
            return (Long) job.getAccumulators().get().getOrDefault(name, -1L);
        } catch (ExecutionException e) {
            return -1;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits for a complete checkpoint that began after this was called. */
    static void awaitCheckpoint(Path checkpoints) {
        long begun = newest(checkpoints, any -> true);
        TestingStack.await(
                "a checkpoint",
                () -> newest(checkpoints, checkpoint -> Files.exists(checkpoint.resolve("_metadata"))) > begun);
    }

    /** Number of the newest such checkpoint of any run; 0 when there is none. Its directory is there from its begin on. */
    private static long newest(Path checkpoints, Predicate<Path> such) {
        return in(checkpoints)
                .flatMap(TestingJob::in)
                .filter(file -> file.getFileName().toString().startsWith(CHECKPOINT))
                .filter(such)
                .mapToLong(checkpoint ->
                        Long.parseLong(checkpoint.getFileName().toString().substring(CHECKPOINT.length())))
                .max()
                .orElse(0);
    }

    /** Not a walk, which fails where the job deletes meanwhile: what is gone by now contains nothing. */
    static Stream<Path> in(Path directory) {
        String[] names = directory.toFile().list();
        return names == null ? Stream.empty() : Stream.of(names).map(directory::resolve);
    }

    /** Returns when it has ended and writes nothing any more; a job that had ended already stays as it is. */
    public static void cancel(JobClient job) throws InterruptedException, ExecutionException, TimeoutException {
        job.cancel().handle((done, tooLate) -> done).get(1, TimeUnit.MINUTES);
        job.getJobExecutionResult().handle((result, cancelled) -> result).get(1, TimeUnit.MINUTES);
    }
}
