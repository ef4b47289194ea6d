package io.metarefresh.job.flink.operator;

import io.metarefresh.job.TestingSnapshots;
import io.metarefresh.job.batch.TestingModel;
import io.metarefresh.job.member.MemberRules;
import io.metarefresh.job.record.AdmittedSnapshot;
import io.metarefresh.job.record.Reason;
import io.metarefresh.job.record.Refresh;
import io.metarefresh.job.record.SnapshotSwitch;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** The keyed step where snapshots follow each other: its clock, the turns of its mailbox, and what it hands to the inner loop. */
final class TestingRolloutHarness extends TestingKeyedStep {
    private static final long START_MILLIS = 1_000;

    final List<TestingModel> opened;
    private long nowMillis = START_MILLIS;

    /** The only subtask, with its state on the heap. */
    TestingRolloutHarness(MemberRules rules, long startVersion, int membersPerSecond, OperatorSubtaskState restored)
            throws Exception {
        this(rules, startVersion, membersPerSecond, Subtask.ONLY, restored, TestingBackend.HASHMAP);
    }

    /** @param restored null for none */
    TestingRolloutHarness(
            MemberRules rules,
            long startVersion,
            int membersPerSecond,
            Subtask subtask,
            OperatorSubtaskState restored,
            TestingBackend backend)
            throws Exception {
        this(rules, startVersion, membersPerSecond, subtask, restored, backend, new CopyOnWriteArrayList<>());
    }

    private TestingRolloutHarness(
            MemberRules rules,
            long startVersion,
            int membersPerSecond,
            Subtask subtask,
            OperatorSubtaskState restored,
            TestingBackend backend,
            List<TestingModel> opened)
            throws Exception {
        super(
                rules,
                new SupportSetOperator.Settings(
                        TestingSnapshots.admitted(startVersion),
                        membersPerSecond,
                        TestingRefreshHarness.CACHE_BYTES,
                        snapshot -> {
                            TestingModel model = new TestingModel(snapshot.modelVersion());
                            opened.add(model);
                            return model;
                        }),
                subtask,
                backend.open(),
                START_MILLIS,
                restored);
        this.opened = opened;
    }

    static TestingRolloutHarness starting(long version, int membersPerSecond) throws Exception {
        return new TestingRolloutHarness(TestingRefreshHarness.RULES, version, membersPerSecond, null);
    }

    /** An admitted snapshot arrives; its model is opened in the background. */
    void admitted(AdmittedSnapshot snapshot) throws Exception {
        harness.processElement2(new StreamRecord<>(snapshot));
    }

    /** An admitted snapshot arrives, and is running when this returns. */
    void swap(AdmittedSnapshot snapshot) throws Exception {
        admitted(snapshot);
        awaitMail();
        turn();
    }

    /** Waits, for a minute at most, until the background has something for the task. */
    void awaitMail() {
        awaitThat(() -> harness.getTaskMailbox().hasMail());
    }

    static void awaitThat(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within a minute");
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    void turn() throws Exception {
        turn(harness);
    }

    void turns() throws Exception {
        turns(harness);
    }

    void pass(long millis) throws Exception {
        nowMillis += millis;
        harness.setProcessingTime(nowMillis);
    }

    void endInput() throws Exception {
        harness.endInput1();
        harness.endInput2();
    }

    /** Entities adapted anew since the last call, in order. */
    List<String> takeRollout() {
        return takeInputs().stream()
                .filter(output -> output instanceof Refresh.Adapt adapt && adapt.reason() == Reason.ROLLOUT)
                .map(output -> ((Refresh) output).entityId())
                .toList();
    }

    /** Versions switched to since the last call, in order. */
    List<Long> takeSwitches() {
        return takeInputs().stream()
                .filter(SnapshotSwitch.class::isInstance)
                .map(output -> ((SnapshotSwitch) output).snapshot().modelVersion())
                .toList();
    }
}
