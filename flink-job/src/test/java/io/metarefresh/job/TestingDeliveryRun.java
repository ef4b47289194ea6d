package io.metarefresh.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.job.config.JobConfig;
import io.metarefresh.job.record.Accounting;
import io.metarefresh.schemas.InteractionEvent;
import io.metarefresh.schemas.MetaEmbedding;
import io.metarefresh.schemas.RecordEncoder;
import io.metarefresh.schemas.TopicNames;
import io.metarefresh.snapshot.EntityKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;

/** A job with checkpoints, what was sent to it, and the verdict on what it has published. */
final class TestingDeliveryRun implements AutoCloseable {
    private static final int MEMBERS = 7;

    final TestingStack stack;
    private final Path directory;
    private final Path snapshot;
    private final Map<String, String> settings = new HashMap<>();
    private final RecordEncoder<InteractionEvent> events;
    private final List<Interaction> sent = new ArrayList<>();
    private final long firstEventMillis = System.currentTimeMillis() - 1_000_000;
    private int nextEvent;
    private JobClient job;

    TestingDeliveryRun(Path directory, String guarantee) throws Exception {
        this.stack = new TestingStack(2, 20_000);
        this.directory = directory;
        this.snapshot = TestingSnapshots.write(directory.resolve("snapshot"), EntityKind.MEMBER);
        this.events = new RecordEncoder<>(
                stack.schemaIds.get(TopicNames.valueSubject(stack.topics.interactions())), InteractionEvent.class);
        with("delivery.guarantee", guarantee);
        with("delivery.transactional-id-prefix", stack.topics.metaEmbeddings());
        with("state.backend", "hashmap");
        with("checkpoint.directory", TestingFailingFileSystem.SCHEME + "://" + directory.resolve("cp"));
        // So that state is written to a file, by the asynchronous phase, however small it is.
        with("flink.execution.checkpointing.data-inline-threshold", "0 b");
        with("kafka.client.partitioner.class", TestingFault.class.getName());
    }

    TestingDeliveryRun with(String key, String value) {
        settings.put(key, value);
        return this;
    }

    void start() throws Exception {
        Map<String, String> all = stack.settings(snapshot);
        all.putAll(settings);
        job = RefreshJob.start(JobConfig.of(all));
    }

    void startFrom(String state, int parallelism) throws Exception {
        with("flink.execution.state-recovery.path", state).with("job.parallelism", Integer.toString(parallelism));
        start();
    }

    /** Returns when the broker has them. */
    void send(int interactions) {
        for (int i = 0; i < interactions; i++) {
            Interaction next = next();
            stack.send(stack.topics.interactions(), null, next.memberId().getBytes(UTF_8), encoded(next));
            sent.add(next);
        }
    }

    /** One that is not counted as sent. Each is newer than those before it. */
    Interaction next() {
        int n = nextEvent++;
        return TestingEvents.interaction("e" + n, "m" + n % MEMBERS, firstEventMillis + n);
    }

    byte[] encoded(Interaction interaction) {
        return events.encode(TestingEvents.avro(interaction));
    }

    void awaitAccepted() {
        TestingStack.await("all accepted", () -> count("interactions_accepted") == sent.size());
    }

    void awaitAcceptedAndCheckpointed() {
        awaitAccepted();
        awaitCheckpoint();
    }

    /** One that began after this was called. */
    void awaitCheckpoint() {
        TestingJob.awaitCheckpoint(directory.resolve("cp"));
    }

    String stopWithSavepoint() throws Exception {
        return job.stopWithSavepoint(
                        false, directory.resolve("savepoints").toUri().toString(), SavepointFormatType.CANONICAL)
                .get();
    }

    void cancel() throws Exception {
        TestingJob.cancel(job);
    }

    long count(String name) {
        return TestingJob.count(job, name);
    }

    /**
     * NOTHING LOST and PURE: after one more checkpoint every interaction sent has been counted once, nothing is a dead letter, and the
     * last embedding of every member is that of a plain recomputation.
     *
     * @param onlyOnce whether no refresh may be seen twice by a reader of committed records
     */
    void verdict(boolean onlyOnce) throws Exception {
        awaitAcceptedAndCheckpointed();
        Accounting expected = new Accounting(sent.size(), sent.size(), 0, 0, 0, 0);
        TestingStack.await("counts add up", () -> accounting().equals(expected));
        // After a failure the checkpoint before can be one of a job that had not caught up yet: what exactly-once shows
        // comes with this one, and is committed when the next one is complete.
        awaitCheckpoint();
        awaitCheckpoint();
        cancel();
        assertThat(stack.read(stack.topics.deadLetters())).isEmpty();
        Map<String, MetaEmbedding> last = NothingLostIT.embeddings(stack);
        assertThat(last).hasSize(MEMBERS);
        for (Map.Entry<String, MetaEmbedding> entry : last.entrySet()) {
            List<Interaction> own = sent.stream()
                    .filter(i -> i.memberId().equals(entry.getKey()))
                    .toList();
            NothingLostIT.assertAgrees(entry.getValue(), entry.getKey(), Features.NONE, own);
        }
        if (onlyOnce) {
            assertThat(NothingLostIT.refreshes(stack)).doesNotHaveDuplicates();
        }
    }

    private Accounting accounting() {
        try {
            return Accounting.of(job.getAccumulators().get());
        } catch (ExecutionException e) {
            // While the job restarts.
            return Accounting.of(Map.of());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws Exception {
        TestingFault.disarm();
        TestingFailingFileSystem.ARMED.set(false);
        TestingFailingFileSystem.release();
        try {
            if (job != null && !job.getJobStatus().get().isTerminalState()) {
                cancel();
            }
        } catch (ExecutionException | IllegalStateException e) {
            // The cluster of a job that has ended is gone.
        }
        stack.close();
    }
}
