package io.metarefresh.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.Test;

/** Questions that come after the end of a job and of its cluster. */
class EndingJobClientIT {
    @Test
    void aJobThatCameToItsEndStillTellsItsStatusAndItsCounts() throws Exception {
        JobClient flinks = start(-1);
        flinks.getJobExecutionResult().get();
        awaitEndOfCluster(flinks);

        JobClient job = new EndingJobClient(flinks);

        assertThat(job.getJobStatus().get()).isEqualTo(JobStatus.FINISHED);
        assertThat(job.getAccumulators().get()).isEqualTo(Map.of(Counting.COUNT, 5L));
        assertThat(job.cancel()).isCompletedExceptionally();
        assertThat(job.stopWithSavepoint(true, "file:///none", SavepointFormatType.CANONICAL))
                .isCompletedExceptionally();
        assertThat(job.triggerSavepoint("file:///none", SavepointFormatType.CANONICAL))
                .isCompletedExceptionally();
    }

    @Test
    void aJobThatFailedTellsWhy() throws Exception {
        JobClient flinks = start(3);
        assertThatThrownBy(() -> flinks.getJobExecutionResult().get())
                .rootCause()
                .hasMessage("broken at 3");
        awaitEndOfCluster(flinks);

        JobClient job = new EndingJobClient(flinks);

        assertThat(job.getJobStatus().get()).isEqualTo(JobStatus.FAILED);
        assertThatThrownBy(() -> job.getAccumulators().get()).rootCause().hasMessage("broken at 3");
    }

    @Test
    void aJobThatWasCancelledSaysSo() throws Exception {
        JobClient flinks = start(Long.MAX_VALUE);
        JobClient job = new EndingJobClient(flinks);
        TestingStack.await("the job runs", () -> job.getJobStatus().join() == JobStatus.RUNNING);
        job.cancel().get();
        awaitEndOfCluster(flinks);

        assertThat(job.getJobStatus().get()).isEqualTo(JobStatus.CANCELED);
    }

    /** Without end when it breaks beyond all that it counts. */
    private static JobClient start(long broken) throws Exception {
        Configuration flink = new Configuration();
        flink.set(RestOptions.BIND_PORT, "0");
        flink.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        StreamExecutionEnvironment flow =
                StreamExecutionEnvironment.getExecutionEnvironment(flink).setParallelism(1);
        flow.fromSequence(1, broken < 0 ? 5 : Long.MAX_VALUE)
                .map(new Counting(broken))
                .sinkTo(new DiscardingSink<>());
        return flow.executeAsync();
    }

    /** The moment from which Flink's own client throws. */
    private static void awaitEndOfCluster(JobClient flinks) {
        TestingStack.await("the cluster is gone", () -> {
            try {
                flinks.getJobStatus();
                return false;
            } catch (IllegalStateException e) {
                return true;
            }
        });
    }

    private static final class Counting extends RichMapFunction<Long, Long> {
        static final String COUNT = "count";

        private final long broken;
        private final LongCounter count = new LongCounter();

        Counting(long broken) {
            this.broken = broken;
        }

        @Override
        public void open(OpenContext context) {
            getRuntimeContext().addAccumulator(COUNT, count);
        }

        @Override
        public Long map(Long number) {
            if (number == broken) {
                throw new IllegalArgumentException("broken at " + number);
            }
            count.add(1);
            return number;
        }
    }
}
