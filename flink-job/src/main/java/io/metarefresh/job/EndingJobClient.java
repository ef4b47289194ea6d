package io.metarefresh.job;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.client.JobCancellationException;
import org.apache.flink.util.ExceptionUtils;

/**
 * The client of a job whose cluster ends with it. Flink's own throws out of every question from the moment that the cluster is gone,
 * which nobody who asks a running job can foresee; here the job's result answers instead, and what a job that has ended cannot do
 * any more fails its future.
 */
final class EndingJobClient implements JobClient {
    private final JobClient job;

    EndingJobClient(JobClient job) {
        this.job = job;
    }

    @Override
    public JobID getJobID() {
        return job.getJobID();
    }

    @Override
    public CompletableFuture<JobExecutionResult> getJobExecutionResult() {
        return job.getJobExecutionResult();
    }

    /** How the job ended when it has ended. */
    @Override
    public CompletableFuture<JobStatus> getJobStatus() {
        return asked(job::getJobStatus, () -> getJobExecutionResult().handle((result, failure) -> ended(failure)));
    }

    /** The counts it ended with when it has ended. */
    @Override
    public CompletableFuture<Map<String, Object>> getAccumulators() {
        return asked(job::getAccumulators, () -> getJobExecutionResult()
                .thenApply(JobExecutionResult::getAllAccumulatorResults));
    }

    @Override
    public CompletableFuture<Void> cancel() {
        return asked(job::cancel);
    }

    @Override
    public CompletableFuture<String> stopWithSavepoint(
            boolean advanceToEndOfEventTime, String savepointDirectory, SavepointFormatType formatType) {
        return asked(() -> job.stopWithSavepoint(advanceToEndOfEventTime, savepointDirectory, formatType));
    }

    @Override
    public CompletableFuture<String> triggerSavepoint(String savepointDirectory, SavepointFormatType formatType) {
        return asked(() -> job.triggerSavepoint(savepointDirectory, formatType));
    }

    @Override
    public void reportHeartbeat(long expiredTimestamp) {
        job.reportHeartbeat(expiredTimestamp);
    }

    private static <T> CompletableFuture<T> asked(Supplier<CompletableFuture<T>> question) {
        try {
            return question.get();
        } catch (IllegalStateException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static <T> CompletableFuture<T> asked(
            Supplier<CompletableFuture<T>> question, Supplier<CompletableFuture<T>> afterTheEnd) {
        try {
            return question.get();
        } catch (IllegalStateException e) {
            // The cluster ends only when the result is there, or about to be.
            return afterTheEnd.get();
        }
    }

    private static JobStatus ended(Throwable failure) {
        if (failure == null) {
            return JobStatus.FINISHED;
        }
        return ExceptionUtils.findThrowable(failure, JobCancellationException.class)
                        .isPresent()
                ? JobStatus.CANCELED
                : JobStatus.FAILED;
    }
}
