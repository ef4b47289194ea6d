package io.metarefresh.job;

import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Delivery in transactions under faults: the same, and a reader of committed records sees no refresh twice. */
class ExactlyOnceIT extends DeliveryScenarios {
    ExactlyOnceIT() {
        super("exactly-once", true);
    }

    @Test
    void transactionsThatADeadJobLeftOpenAreAbortedByItsSuccessor() throws Exception {
        try (TestingDeliveryRun run = run()) {
            run.start();
            run.send(20);
            run.awaitAcceptedAndCheckpointed();
            String savepoint = run.stopWithSavepoint();
            run.with("checkpoint.interval", "30 s").startFrom(savepoint, 2);
            run.send(20);
            run.awaitAccepted();
            TestingStack.await("records of an open transaction", () -> hidden(run) > 0);
            run.cancel();
            run.with("checkpoint.interval", "200 ms").startFrom(savepoint, 2);
            run.verdict(true);
        }
    }

    /** Records of the embedding topic that readers of committed records do not see yet. */
    private static long hidden(TestingDeliveryRun run) {
        try (Admin admin = Admin.create(Map.copyOf(run.stack.kafkaClient()))) {
            return end(admin, run, IsolationLevel.READ_UNCOMMITTED) - end(admin, run, IsolationLevel.READ_COMMITTED);
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long end(Admin admin, TestingDeliveryRun run, IsolationLevel isolation)
            throws InterruptedException, ExecutionException {
        String topic = run.stack.topics.metaEmbeddings();
        Map<TopicPartition, OffsetSpec> latest =
                Stream.of(0, 1).collect(Collectors.toMap(p -> new TopicPartition(topic, p), p -> OffsetSpec.latest()));
        return admin.listOffsets(latest, new ListOffsetsOptions(isolation)).all().get().values().stream()
                .mapToLong(end -> end.offset())
                .sum();
    }
}
