package io.metarefresh.job.flink.operator;

import io.metarefresh.interaction.Interaction;
import io.metarefresh.job.TestingSnapshots;
import io.metarefresh.job.batch.TestingModel;
import io.metarefresh.job.flink.serializer.InnerLoopInputSerializer;
import io.metarefresh.job.member.MemberRules;
import io.metarefresh.job.record.AdmittedSnapshot;
import io.metarefresh.job.record.EntityInteraction;
import io.metarefresh.job.record.InnerLoopInput;
import io.metarefresh.job.record.ProfileChange;
import io.metarefresh.job.record.Reason;
import io.metarefresh.job.record.Refresh;
import io.metarefresh.job.record.SideInput;
import io.metarefresh.job.record.SnapshotSwitch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.StreamTaskActionExecutor;
import org.apache.flink.streaming.runtime.tasks.mailbox.Mail;
import org.apache.flink.streaming.runtime.tasks.mailbox.MailboxExecutorImpl;
import org.apache.flink.streaming.runtime.tasks.mailbox.TaskMailbox;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;

/** One subtask of {@link SupportSetOperator}: its inputs, its clock, the turns of its mailbox, and what it hands to the inner loop. */
final class TestingRolloutHarness implements AutoCloseable {
    private static final int MAX_PARALLELISM = 8;

    final List<TestingModel> opened = new java.util.concurrent.CopyOnWriteArrayList<>();
    private final KeyedTwoInputStreamOperatorTestHarness<String, EntityInteraction, SideInput, InnerLoopInput> harness;
    private int taken;
    private long nowMillis = 1_000;

    /**
     * @param restored null for none
     * @param backend null for the heap
     */
    TestingRolloutHarness(
            MemberRules rules,
            long startVersion,
            int membersPerSecond,
            int parallelism,
            int subtask,
            OperatorSubtaskState restored,
            StateBackend backend)
            throws Exception {
        ModelFactory models = snapshot -> {
            TestingModel model = new TestingModel(snapshot.modelVersion());
            opened.add(model);
            return model;
        };
        SupportSetOperator operator = new SupportSetOperator(
                rules,
                new SupportSetOperator.Settings(
                        TestingSnapshots.admitted(startVersion),
                        membersPerSecond,
                        TestingRefreshHarness.CACHE_BYTES,
                        models));
        harness = new KeyedTwoInputStreamOperatorTestHarness<>(
                operator,
                EntityInteraction::entityId,
                notice -> ((ProfileChange) notice).entityId(),
                Types.STRING,
                MAX_PARALLELISM,
                parallelism,
                subtask);
        operator.setMailboxExecutor(
                new MailboxExecutorImpl(harness.getTaskMailbox(), 0, StreamTaskActionExecutor.IMMEDIATE));
        if (backend != null) {
            harness.setStateBackend(backend);
        }
        harness.setup(new InnerLoopInputSerializer());
        harness.setProcessingTime(nowMillis);
        if (restored != null) {
            harness.initializeState(restored);
        }
        harness.open();
    }

    static TestingRolloutHarness starting(long version, int membersPerSecond) throws Exception {
        return new TestingRolloutHarness(TestingRefreshHarness.RULES, version, membersPerSecond, 1, 0, null, null);
    }

    void interaction(Interaction interaction) throws Exception {
        harness.processElement1(new StreamRecord<>(
                new EntityInteraction(interaction.memberId(), interaction, 0, interaction.eventTimeMillis())));
    }

    void profile(ProfileChange change) throws Exception {
        harness.processElement2(new StreamRecord<>(change));
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

    /** One turn of the mailbox, as the task takes it between two records. */
    void turn() throws Exception {
        TaskMailbox mailbox = harness.getTaskMailbox();
        mailbox.createBatch();
        for (Optional<Mail> mail = mailbox.tryTakeFromBatch(); mail.isPresent(); mail = mailbox.tryTakeFromBatch()) {
            mail.get().run();
        }
    }

    /** Turns until the task would sleep. */
    void turns() throws Exception {
        while (harness.getTaskMailbox().hasMail()) {
            turn();
        }
    }

    void pass(long millis) throws Exception {
        nowMillis += millis;
        harness.setProcessingTime(nowMillis);
    }

    void endInput() throws Exception {
        harness.endInput1();
        harness.endInput2();
    }

    /** What was handed over since the last call. */
    List<InnerLoopInput> take() {
        List<InnerLoopInput> all = new ArrayList<>(harness.extractOutputValues());
        List<InnerLoopInput> fresh = all.subList(taken, all.size());
        taken = all.size();
        return fresh;
    }

    /** Entities adapted anew since the last call, in order. */
    List<String> takeRollout() {
        return take().stream()
                .filter(output -> output instanceof Refresh.Adapt adapt && adapt.reason() == Reason.ROLLOUT)
                .map(output -> ((Refresh) output).entityId())
                .toList();
    }

    /** Versions switched to since the last call, in order. */
    List<Long> takeSwitches() {
        return take().stream()
                .filter(SnapshotSwitch.class::isInstance)
                .map(output -> ((SnapshotSwitch) output).snapshot().modelVersion())
                .toList();
    }

    int processingTimers() {
        return harness.numProcessingTimeTimers();
    }

    OperatorSubtaskState snapshot() throws Exception {
        return harness.snapshot(1, 1);
    }

    @Override
    public void close() throws Exception {
        harness.close();
    }
}
