package io.metarefresh.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.flink.core.execution.JobClient;

/** What a test waits for of a running job. */
final class TestingJob {
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

    /** Waits for a checkpoint that began after this was called: the one after the next, which may be under way. */
    static void awaitCheckpoint(Path checkpoints) {
        long running = newestCheckpoint(checkpoints);
        TestingStack.await("a checkpoint", () -> newestCheckpoint(checkpoints) >= running + 2);
    }

    /** Number of the newest complete checkpoint of any run; 0 when there is none. */
    private static long newestCheckpoint(Path checkpoints) {
        try (Stream<Path> files = Files.walk(checkpoints)) {
            return files.filter(file -> file.endsWith("_metadata"))
                    .map(file -> file.getParent().getFileName().toString())
                    .mapToLong(name -> Long.parseLong(name.substring("chk-".length())))
                    .max()
                    .orElse(0);
        } catch (IOException | UncheckedIOException e) {
            // The job deletes old checkpoints while the tree is walked.
            return 0;
        }
    }
}
