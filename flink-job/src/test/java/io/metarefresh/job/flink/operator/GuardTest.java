package io.metarefresh.job.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.innerloop.SupportTask;
import io.metarefresh.interaction.Features;
import io.metarefresh.job.TestingSnapshots;
import io.metarefresh.job.batch.BatchRules;
import io.metarefresh.job.batch.TestingModel;
import io.metarefresh.job.flink.serializer.PublicationSerializer;
import io.metarefresh.job.lift.LiftSample;
import io.metarefresh.job.record.CountNames;
import io.metarefresh.job.record.InnerLoopInput;
import io.metarefresh.job.record.Publication;
import io.metarefresh.job.record.Reason;
import io.metarefresh.job.record.Refresh;
import io.metarefresh.job.record.SnapshotSwitch;
import java.time.Duration;
import java.util.List;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/** GUARD: a refused embedding is replaced, or nothing is published; either way it is counted. */
class GuardTest {
    @Test
    void aRefusedEmbeddingIsPublishedUnadaptedWithReasonGuardAndOneThatIsNotFiniteIsNot() throws Exception {
        try (OneInputStreamOperatorTestHarness<InnerLoopInput, Publication> harness =
                new OneInputStreamOperatorTestHarness<>(new InnerLoopOperator.Factory(
                        new BatchRules(10, Duration.ofMillis(5)), LiftSample.NONE, snapshot -> new TestingModel()))) {
            harness.setup(new PublicationSerializer());
            harness.open();
            harness.processElement(new StreamRecord<>(new SnapshotSwitch(TestingSnapshots.admitted(7), null)));
            for (String id : List.of("fine", "guarded", "broken")) {
                harness.processElement(new StreamRecord<>(
                        new Refresh.Adapt(new SupportTask(id, Features.NONE, List.of()), 5, Reason.INTERACTION, 1)));
            }
            harness.endInput();
            assertThat(harness.extractOutputValues())
                    .extracting("entityId", "reason")
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple("fine", Reason.INTERACTION),
                            org.assertj.core.groups.Tuple.tuple("guarded", Reason.GUARD));
            InnerLoopOperator operator = (InnerLoopOperator) harness.getOneInputOperator();
            assertThat(count(operator, CountNames.GUARD_TRIPS)).isEqualTo(2);
            assertThat(count(operator, CountNames.SUPPRESSED)).isEqualTo(1);
            assertThat(count(operator, CountNames.refreshes(Reason.GUARD))).isEqualTo(1);
        }
    }

    private static long count(InnerLoopOperator operator, String name) {
        return (Long) operator.getRuntimeContext().getAccumulator(name).getLocalValue();
    }
}
