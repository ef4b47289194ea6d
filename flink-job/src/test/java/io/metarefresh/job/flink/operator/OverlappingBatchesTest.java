package io.metarefresh.job.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metarefresh.innerloop.Adaptation;
import io.metarefresh.innerloop.SupportTask;
import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.job.TestingSnapshots;
import io.metarefresh.job.batch.BatchRules;
import io.metarefresh.job.batch.EmbeddingModel;
import io.metarefresh.job.batch.TestingModel;
import io.metarefresh.job.flink.serializer.PublicationSerializer;
import io.metarefresh.job.lift.LiftSample;
import io.metarefresh.job.record.InnerLoopInput;
import io.metarefresh.job.record.Publication;
import io.metarefresh.job.record.Reason;
import io.metarefresh.job.record.Refresh;
import io.metarefresh.job.record.SnapshotSwitch;
import io.metarefresh.snapshot.Loss;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** While a batch is adapted the task goes on: what it may do meanwhile, and what must wait. */
class OverlappingBatchesTest {
    private static final int MAX_SIZE = 3;

    private final GatedModel model = new GatedModel();
    private OneInputStreamOperatorTestHarness<InnerLoopInput, Publication> harness;
    private boolean closed;

    /** Adapts nothing before its gate opens. */
    private static final class GatedModel implements EmbeddingModel {
        private final TestingModel adapting = new TestingModel();
        private final CountDownLatch gate = new CountDownLatch(1);
        private volatile boolean usedAfterClose;
        private volatile RuntimeException failure;

        @Override
        public List<Adaptation> adapt(List<SupportTask> tasks) {
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            if (failure != null) {
                throw failure;
            }
            usedAfterClose |= adapting.closed;
            return adapting.adapt(tasks);
        }

        void openSoon() {
            new Thread(gate::countDown).start();
        }

        @Override
        public String modelName() {
            return adapting.modelName();
        }

        @Override
        public long modelVersion() {
            return adapting.modelVersion();
        }

        @Override
        public float[] predict(List<float[]> embeddings, List<Interaction> rows) {
            return adapting.predict(embeddings, rows);
        }

        @Override
        public Loss loss() {
            return adapting.loss();
        }

        @Override
        public void warmUp() {}

        @Override
        public void close() {
            adapting.close();
        }
    }

    @BeforeEach
    void open() throws Exception {
        harness = new OneInputStreamOperatorTestHarness<>(new InnerLoopOperator.Factory(
                new BatchRules(MAX_SIZE, Duration.ofMillis(5)), LiftSample.NONE, snapshot -> model));
        harness.setup(new PublicationSerializer());
        harness.open();
        harness.processElement(new StreamRecord<>(new SnapshotSwitch(TestingSnapshots.admitted(7), null)));
        harness.setProcessingTime(1000);
    }

    @AfterEach
    void close() throws Exception {
        model.gate.countDown();
        if (!closed) {
            harness.close();
        }
    }

    private void send(String... entityIds) throws Exception {
        for (String entityId : entityIds) {
            SupportTask task = new SupportTask(entityId, Features.NONE, List.of());
            harness.processElement(new StreamRecord<>(new Refresh.Adapt(task, 1, Reason.INTERACTION, -1)));
        }
    }

    private List<String> published() {
        return harness.extractOutputValues().stream().map(Publication::entityId).toList();
    }

    private void awaitPublished(int count) {
        TestingMailbox.turnUntil(harness, () -> published().size() >= count);
    }

    @Test
    void whatComesWhileABatchIsAdaptedCollectsInTheNextUntilThatIsDone() throws Exception {
        send("a", "b", "c", "d");
        harness.setProcessingTime(1005);
        send("e");
        for (int i = 0; i < 2 * InnerLoopOperator.QUIET_TURNS; i++) {
            TestingMailbox.turn(harness);
        }
        harness.setProcessingTime(1010);
        assertThat(published()).isEmpty();
        model.openSoon();
        awaitPublished(5);
        assertThat(published()).containsExactly("a", "b", "c", "d", "e");
        assertThat(model.adapting.batches).containsExactly(3, 2);
    }

    @Test
    void aFullBatchWaitsUntilTheOneBeforeItIsPublished() throws Exception {
        send("a", "b", "c", "d", "e");
        model.openSoon();
        send("f");
        assertThat(published()).containsExactly("a", "b", "c");
        awaitPublished(6);
        assertThat(published()).containsExactly("a", "b", "c", "d", "e", "f");
    }

    @Test
    void aCheckpointBarrierWaitsForWhatIsAdaptedAndForWhatCollects() throws Exception {
        send("a", "b", "c", "d");
        model.openSoon();
        harness.prepareSnapshotPreBarrier(1);
        assertThat(published()).containsExactly("a", "b", "c", "d");
    }

    @Test
    void whatTheInnerLoopThrowsFailsTheTaskInATurnOfItsMailbox() throws Exception {
        model.failure = new IllegalStateException("no memory for the products");
        send("a", "b", "c");
        model.openSoon();
        assertThatThrownBy(() -> awaitPublished(1)).hasRootCauseMessage("no memory for the products");
    }

    @Test
    void whatTheInnerLoopThrowsFailsTheCheckpointThatWaitsForIt() throws Exception {
        model.failure = new IllegalStateException("no memory for the products");
        send("a");
        model.openSoon();
        assertThatThrownBy(() -> harness.prepareSnapshotPreBarrier(1)).hasMessage("no memory for the products");
    }

    @Test
    void theModelIsClosedOnlyWhenTheBatchInHandHasEnded() throws Exception {
        send("a", "b", "c");
        model.openSoon();
        closed = true;
        harness.close();
        assertThat(model.adapting.batches).containsExactly(3);
        assertThat(model.adapting.closed).isTrue();
        assertThat(model.usedAfterClose).isFalse();
        assertThat(published()).isEmpty();
    }
}
