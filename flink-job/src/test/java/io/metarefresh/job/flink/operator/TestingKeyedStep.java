package io.metarefresh.job.flink.operator;

import io.metarefresh.interaction.Interaction;
import io.metarefresh.job.flink.serializer.InnerLoopInputSerializer;
import io.metarefresh.job.member.MemberRules;
import io.metarefresh.job.record.EntityInteraction;
import io.metarefresh.job.record.InnerLoopInput;
import io.metarefresh.job.record.ProfileChange;
import io.metarefresh.job.record.SideInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.StreamTaskActionExecutor;
import org.apache.flink.streaming.runtime.tasks.mailbox.Mail;
import org.apache.flink.streaming.runtime.tasks.mailbox.MailboxExecutorImpl;
import org.apache.flink.streaming.runtime.tasks.mailbox.TaskMailbox;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;

/** One subtask of the keyed step in Flink's harness, as the topology makes it. */
class TestingKeyedStep implements AutoCloseable {
    private static final int MAX_PARALLELISM = 8;

    final SupportSetOperator operator;
    final KeyedTwoInputStreamOperatorTestHarness<String, EntityInteraction, SideInput, InnerLoopInput> harness;
    private int taken;

    /** Of this parallelism the subtask of this index. */
    record Subtask(int parallelism, int index) {
        static final Subtask ONLY = new Subtask(1, 0);
    }

    /** @param restored null for none */
    TestingKeyedStep(
            MemberRules rules,
            SupportSetOperator.Settings settings,
            Subtask subtask,
            StateBackend backend,
            long nowMillis,
            OperatorSubtaskState restored)
            throws Exception {
        operator = new SupportSetOperator(rules, settings);
        harness = new KeyedTwoInputStreamOperatorTestHarness<>(
                operator,
                EntityInteraction::entityId,
                input -> ((ProfileChange) input).entityId(),
                Types.STRING,
                MAX_PARALLELISM,
                subtask.parallelism(),
                subtask.index());
        operator.setMailboxExecutor(
                new MailboxExecutorImpl(harness.getTaskMailbox(), 0, StreamTaskActionExecutor.IMMEDIATE));
        harness.setStateBackend(backend);
        harness.setup(new InnerLoopInputSerializer());
        harness.setProcessingTime(nowMillis);
        if (restored != null) {
            harness.initializeState(restored);
        }
        harness.open();
    }

    final void interaction(Interaction interaction) throws Exception {
        interaction(interaction, interaction.eventTimeMillis());
    }

    final void interaction(Interaction interaction, long timestampMillis) throws Exception {
        harness.processElement1(
                new StreamRecord<>(new EntityInteraction(interaction.memberId(), interaction, 0, timestampMillis)));
    }

    final void profile(ProfileChange change) throws Exception {
        harness.processElement2(new StreamRecord<>(change));
    }

    /** What was handed to the inner loop since the last call. */
    final List<InnerLoopInput> takeInputs() {
        List<InnerLoopInput> all = new ArrayList<>(harness.extractOutputValues());
        List<InnerLoopInput> fresh = all.subList(taken, all.size());
        taken = all.size();
        return fresh;
    }

    /** One turn of the mailbox, as a task takes it between two records. */
    static void turn(AbstractStreamOperatorTestHarness<?> harness) throws Exception {
        TaskMailbox mailbox = harness.getTaskMailbox();
        mailbox.createBatch();
        for (Optional<Mail> mail = mailbox.tryTakeFromBatch(); mail.isPresent(); mail = mailbox.tryTakeFromBatch()) {
            mail.get().run();
        }
    }

    /** Turns until the task would sleep. */
    static void turns(AbstractStreamOperatorTestHarness<?> harness) throws Exception {
        while (harness.getTaskMailbox().hasMail()) {
            turn(harness);
        }
    }

    final int processingTimers() {
        return harness.numProcessingTimeTimers();
    }

    final OperatorSubtaskState snapshot() throws Exception {
        return harness.snapshot(1, 1);
    }

    @Override
    public final void close() throws Exception {
        harness.close();
    }
}
