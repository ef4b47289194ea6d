package io.metarefresh.job.flink.operator;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.flink.streaming.runtime.tasks.mailbox.Mail;
import org.apache.flink.streaming.runtime.tasks.mailbox.TaskMailbox;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;

/** The mailbox of a task under test, whose turns the test takes. */
final class TestingMailbox {
    private TestingMailbox() {}

    /** One turn, as the task would take it between two records. */
    static void turn(OneInputStreamOperatorTestHarness<?, ?> harness) throws Exception {
        TaskMailbox mailbox = harness.getTaskMailbox();
        mailbox.createBatch();
        for (Optional<Mail> mail = mailbox.tryTakeFromBatch(); mail.isPresent(); mail = mailbox.tryTakeFromBatch()) {
            mail.get().run();
        }
    }

    /** Takes turns until the condition holds. */
    static void turnUntil(OneInputStreamOperatorTestHarness<?, ?> harness, BooleanSupplier condition) {
        TestingRolloutHarness.awaitThat(() -> {
            try {
                turn(harness);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            return condition.getAsBoolean();
        });
    }
}
