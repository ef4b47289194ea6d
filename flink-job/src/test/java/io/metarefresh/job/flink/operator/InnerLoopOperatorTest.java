package io.metarefresh.job.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.metarefresh.innerloop.SupportTask;
import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.job.TestingEvents;
import io.metarefresh.job.TestingSnapshots;
import io.metarefresh.job.batch.BatchRules;
import io.metarefresh.job.batch.TestingModel;
import io.metarefresh.job.flink.serializer.PublicationSerializer;
import io.metarefresh.job.lift.LiftSample;
import io.metarefresh.job.record.InnerLoopInput;
import io.metarefresh.job.record.Publication;
import io.metarefresh.job.record.Reason;
import io.metarefresh.job.record.Refresh;
import io.metarefresh.job.record.SnapshotSwitch;
import java.time.Duration;
import java.util.List;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InnerLoopOperatorTest {
    private TestingModel model;
    private OneInputStreamOperatorTestHarness<InnerLoopInput, Publication> harness;

    @BeforeEach
    void open() throws Exception {
        model = new TestingModel();
        TestingModel opened = model;
        harness = new OneInputStreamOperatorTestHarness<>(new InnerLoopOperator.Factory(
                new BatchRules(3, Duration.ofMillis(5)), LiftSample.NONE, snapshot -> opened));
        harness.setup(new PublicationSerializer());
        harness.open();
        send(new SnapshotSwitch(TestingSnapshots.admitted(7), null));
        harness.setProcessingTime(1000);
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    private static Refresh.Adapt adapt(String entityId, int rows) {
        List<Interaction> support = java.util.stream.IntStream.range(0, rows)
                .mapToObj(i -> TestingEvents.interaction("e" + i, entityId, i))
                .toList();
        return new Refresh.Adapt(new SupportTask(entityId, Features.NONE, support), rows, Reason.INTERACTION, -1);
    }

    private void send(InnerLoopInput input) throws Exception {
        harness.processElement(new StreamRecord<>(input));
    }

    /** Turns of the mailbox until so many are published in all. */
    private void awaitPublished(int count) {
        TestingMailbox.turnUntil(harness, () -> published().size() >= count);
        assertThat(published()).hasSize(count);
    }

    private List<Publication> published() {
        return harness.extractOutputValues();
    }

    @Test
    void aFullBatchIsFlushed() throws Exception {
        send(adapt("a", 1));
        send(adapt("b", 1));
        assertThat(published()).isEmpty();
        send(adapt("c", 1));
        awaitPublished(3);
        assertThat(published()).extracting(Publication::entityId).containsExactly("a", "b", "c");
        assertThat(model.batches).containsExactly(3);
    }

    @Test
    void theFirstOfABatchWaitsForTheLingerAtMost() throws Exception {
        send(adapt("a", 1));
        harness.setProcessingTime(1004);
        send(adapt("b", 1));
        assertThat(published()).isEmpty();
        harness.setProcessingTime(1005);
        awaitPublished(2);
        send(adapt("c", 1));
        harness.setProcessingTime(1009);
        assertThat(harness.getTaskMailbox().size())
                .as("no more than the watch for a pause")
                .isLessThanOrEqualTo(1);
        assertThat(published()).hasSize(2);
        harness.setProcessingTime(1010);
        awaitPublished(3);
    }

    private void quietTurns(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            TestingMailbox.turn(harness);
        }
    }

    @Test
    void aLoneRefreshDoesNotWaitForCompanyThatIsNotThere() throws Exception {
        send(adapt("a", 1));
        quietTurns(InnerLoopOperator.QUIET_TURNS);
        assertThat(published()).as("the next record may be there").isEmpty();
        TestingMailbox.turn(harness);
        awaitPublished(1);
        assertThat(harness.getTaskMailbox().hasMail()).isFalse();
    }

    @Test
    void inputsThatRefreshNothingDoNotEndABatch() throws Exception {
        send(adapt("a", 1));
        quietTurns(InnerLoopOperator.QUIET_TURNS - 1);
        send(adapt("b", 1));
        quietTurns(InnerLoopOperator.QUIET_TURNS);
        assertThat(published()).isEmpty();
        quietTurns(2);
        awaitPublished(2);
        assertThat(model.batches).containsExactly(2);
    }

    @Test
    void aBatchFillsAsLongAsEveryTurnBringsARefresh() throws Exception {
        send(adapt("a", 1));
        TestingMailbox.turn(harness);
        send(adapt("b", 1));
        TestingMailbox.turn(harness);
        assertThat(published()).isEmpty();
        send(adapt("c", 1));
        awaitPublished(3);
        assertThat(model.batches).containsExactly(3);
        TestingMailbox.turn(harness);
        send(adapt("d", 1));
        quietTurns(InnerLoopOperator.QUIET_TURNS + 2);
        awaitPublished(4);
        assertThat(model.batches).containsExactly(3, 1);
    }

    @Test
    void nothingIsHeldAcrossACheckpoint() throws Exception {
        send(adapt("a", 1));
        harness.prepareSnapshotPreBarrier(1);
        assertThat(published()).hasSize(1);
        assertThat(harness.snapshot(1, 1).getManagedOperatorState()).isEmpty();
        harness.setProcessingTime(1100);
        assertThat(published()).hasSize(1);
    }

    @Test
    void theEndOfTheInputFlushes() throws Exception {
        send(adapt("a", 1));
        harness.endInput();
        assertThat(published()).hasSize(1);
    }

    @Test
    void ofTwoRequestsOfOneEntityTheNewerWins() throws Exception {
        send(adapt("a", 1));
        send(adapt("b", 1));
        send(adapt("a", 2));
        harness.setProcessingTime(1005);
        awaitPublished(2);
        assertThat(published().get(0)).extracting("entityId", "supportSize").containsExactly("a", 2);
    }

    @Test
    void tombstonesKeepTheirPlaceAmongTheRequestsOfTheirEntity() throws Exception {
        send(adapt("a", 1));
        send(new Refresh.Forget("a", 50, 51));
        send(adapt("a", 2));
        send(new Refresh.Forget("b", 60, 61));
        harness.setProcessingTime(1005);
        awaitPublished(3);
        assertThat(published().get(0)).isEqualTo(new Publication.Tombstone("a", 50));
        assertThat(published().get(1)).extracting("entityId", "supportSize").containsExactly("a", 2);
        assertThat(published().get(2)).isEqualTo(new Publication.Tombstone("b", 60));
    }

    @Test
    void aForgettingCancelsTheRequestBeforeIt() throws Exception {
        send(adapt("a", 1));
        send(new Refresh.Forget("a", 50, 51));
        harness.setProcessingTime(1005);
        awaitPublished(1);
        assertThat(published()).containsExactly(new Publication.Tombstone("a", 50));
        assertThat(model.batches).isEmpty();
    }

    @Test
    void embeddingsCarryTheSnapshotAndWhatTheyAreMadeOf() throws Exception {
        send(adapt("a", 2));
        harness.endInput();
        assertThat(published().get(0))
                .extracting("modelName", "modelVersion", "asOfMillis", "supportSize", "reason", "supportLossBefore")
                .containsExactly("testing", 7L, 2L, 2, Reason.INTERACTION, 0.5f);
    }

    @Test
    void whatWaitsIsAdaptedByTheSnapshotBeforeTheSwitchAndWhatComesAfterByTheNewOne() throws Exception {
        TestingModel next = new TestingModel(8);
        send(adapt("a", 1));
        send(new SnapshotSwitch(TestingSnapshots.admitted(8), next));
        assertThat(published()).extracting("entityId", "modelVersion").containsExactly(tuple("a", 7L));
        assertThat(model.closed).isTrue();
        send(adapt("a", 2));
        harness.endInput();
        assertThat(published()).extracting("entityId", "modelVersion").containsExactly(tuple("a", 7L), tuple("a", 8L));
        harness.close();
        assertThat(next.closed).isTrue();
    }
}
