package io.metarefresh.cli.topic;

import io.metarefresh.cli.CommandException;
import io.metarefresh.schemas.TopicOffsets;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Transactions that hide committed records of a topic. Readers of committed records do not see what lies behind an open transaction until it ends. */
public final class OpenTransactions {
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private OpenTransactions() {}

    /**
     * Returns when everything that was committed before this call can be read.
     *
     * @param kafka settings of Kafka's clients
     * @param waiting told in one line where it takes time
     * @throws CommandException when a transaction is still open after the timeout, or the broker does not answer
     */
    public static void awaitEnd(Map<String, String> kafka, String topic, Duration timeout, Consumer<String> waiting)
            throws CommandException {
        long deadline = System.nanoTime() + timeout.toNanos();
        boolean told = false;
        try (Admin admin = Admin.create(Map.copyOf(kafka))) {
            Collection<TopicPartition> partitions = TopicOffsets.partitions(admin, topic, DEADLINE);
            Map<Integer, Long> written = ends(admin, partitions, IsolationLevel.READ_UNCOMMITTED);
            while (true) {
                Map<Integer, Long> hiddenFrom = ends(admin, partitions, IsolationLevel.READ_COMMITTED);
                hiddenFrom.entrySet().removeIf(end -> end.getValue() >= written.get(end.getKey()));
                if (hiddenFrom.isEmpty()) {
                    return;
                }
                if (System.nanoTime() - deadline > 0) {
                    throw new CommandException(stillOpen(topic, timeout, hiddenFrom));
                }
                if (!told) {
                    told = true;
                    waiting.accept("waiting up to " + timeout.toSeconds() + " s for the end of transactions in topic '"
                            + topic + "'");
                }
                TimeUnit.NANOSECONDS.sleep(POLL_NANOS);
            }
        } catch (ExecutionException | TimeoutException e) {
            Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
            throw new CommandException(
                    "topic '" + topic + "'"
                            + (cause instanceof UnknownTopicOrPartitionException
                                    ? " does not exist"
                                    : ": ends are not known: " + cause.getMessage()),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException("interrupted while transactions were waited for", e);
        }
    }

    private static String stillOpen(String topic, Duration timeout, Map<Integer, Long> hiddenFrom) {
        Map.Entry<Integer, Long> first = hiddenFrom.entrySet().iterator().next();
        return "topic '" + topic + "': after " + timeout.toSeconds()
                + " s a transaction is still open that hides what lies behind"
                + " offset " + first.getValue() + " of partition " + first.getKey()
                + "; a running job ends it with its next checkpoint, the broker that of a dead one after"
                + " delivery.transaction-timeout";
    }

    private static SortedMap<Integer, Long> ends(
            Admin admin, Collection<TopicPartition> partitions, IsolationLevel readers)
            throws InterruptedException, ExecutionException, TimeoutException {
        return TopicOffsets.of(admin, partitions, OffsetSpec.latest(), readers, DEADLINE);
    }
}
