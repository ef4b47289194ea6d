package io.metarefresh.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.innerloop.InnerLoop;
import io.metarefresh.innerloop.SupportTask;
import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.interaction.InteractionOrder;
import io.metarefresh.interaction.SupportSetRules;
import io.metarefresh.job.record.CountNames;
import io.metarefresh.job.rollout.RefusalCause;
import io.metarefresh.schemas.MetaEmbedding;
import io.metarefresh.schemas.RecordDecoder;
import io.metarefresh.schemas.RecordEncoder;
import io.metarefresh.schemas.RefreshReason;
import io.metarefresh.schemas.SnapshotActivation;
import io.metarefresh.snapshot.EntityKind;
import io.metarefresh.snapshot.Snapshot;
import io.metarefresh.snapshot.SnapshotReader;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.core.execution.JobClient;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ROLLOUT in the running job: publish, and every embedding on the topic is the new snapshot's, without a restart. */
class RolloutIT {
    private static final int MEMBERS = 60;

    @TempDir
    Path directory;

    @Test
    void aPublishedSnapshotReachesEveryMemberAndOneOfAnotherSpaceNobody() throws Exception {
        try (TestingStack stack = new TestingStack(2, 20_000)) {
            Snapshot first = TestingSnapshots.snapshot(EntityKind.MEMBER);
            Snapshot second = TestingSnapshots.next(first, 8);
            String store = directory.resolve("store").toUri().toString();
            String firstUri = publish(stack, first, store);
            List<Interaction> sent = new ArrayList<>();
            long now = System.currentTimeMillis();
            for (int i = 0; i < 3 * MEMBERS; i++) {
                sent.add(TestingEvents.interaction("e" + i, "m" + i % MEMBERS, now - 100_000 + i));
            }
            sent.forEach(stack::send);

            JobClient job = RefreshJob.start(stack.config(
                    Path.of(URI.create(firstUri)), "snapshot.allowed-uri-prefixes", store, "rollout.rate", "200"));
            try {
                TestingStack.await("everything is published", () -> allOf(stack, first, sent));
                publish(stack, second, store);
                TestingStack.await("everything is published anew", () -> allOf(stack, second, sent));
                Map<String, MetaEmbedding> last = embeddings(stack);
                assertThat(last.values()).extracting(MetaEmbedding::getReason).containsOnly(RefreshReason.ROLLOUT);
                TestingStack.await("and counted", () -> TestingJob.count(job, "refreshes_rollout") == MEMBERS);

                publish(stack, TestingSnapshots.ofAnotherSpace(first, 9), store);
                TestingStack.await(
                        "the refusal",
                        () -> TestingJob.count(job, CountNames.ofRefusal(RefusalCause.GLOBAL_BLOCK)) == 1);
                Interaction later = TestingEvents.interaction("later", "m0", now);
                stack.send(later);
                sent.add(later);
                TestingStack.await("a live refresh", () -> allOf(stack, second, sent));
                assertThat(embeddings(stack).get("m0").getModelVersion()).isEqualTo(8);
            } finally {
                TestingJob.cancel(job);
            }

            // A new job, without state, starts with the newest that may follow the configured one: nobody needs a
            // second refresh.
            // It comes to its end, so that nothing of it is on its way when the topic is read.
            JobClient again = RefreshJob.start(stack.config(
                    Path.of(URI.create(firstUri)),
                    "snapshot.allowed-uri-prefixes",
                    store,
                    "kafka.group-id",
                    stack.topics.metaEmbeddings() + "-again",
                    "input.bounded",
                    "true"));
            Map<String, Object> counts = again.getJobExecutionResult().get().getAllAccumulatorResults();
            assertThat(counts)
                    .containsEntry("interactions_accepted", (long) sent.size())
                    .containsEntry("refreshes_rollout", 0L);
            assertThat((Long) counts.get("refreshes_interaction")).isGreaterThanOrEqualTo(MEMBERS);
            assertThat(allOf(stack, second, sent)).isTrue();
        }
    }

    private String publish(TestingStack stack, Snapshot snapshot, String store) throws Exception {
        Path lies = TestingSnapshots.write(
                Path.of(URI.create(store))
                        .resolve("testing/" + snapshot.manifest().modelVersion()),
                snapshot);
        String uri = lies.toUri().toString();
        SnapshotActivation activation = SnapshotActivation.newBuilder()
                .setModelName(snapshot.manifest().modelName())
                .setModelVersion(snapshot.manifest().modelVersion())
                .setUri(uri)
                .setSha256(SnapshotReader.manifestSha256(lies))
                .setDefaultEmbedding(List.of())
                .setActivatedAt(Instant.EPOCH)
                .build();
        String topic = stack.topics.modelSnapshots();
        byte[] value =
                new RecordEncoder<>(stack.schemaIds.get(topic + "-value"), SnapshotActivation.class).encode(activation);
        stack.send(topic, null, ("testing@" + snapshot.manifest().modelVersion()).getBytes(UTF_8), value);
        return uri;
    }

    /** The last record of each member. */
    private static Map<String, MetaEmbedding> embeddings(TestingStack stack) {
        RecordDecoder<MetaEmbedding> decoder = new RecordDecoder<>(MetaEmbedding.class, stack.registry);
        Map<String, MetaEmbedding> last = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : stack.read(stack.topics.metaEmbeddings())) {
            try {
                last.put(new String(record.key(), UTF_8), decoder.decode(record.value()));
            } catch (io.metarefresh.schemas.BadRecordException e) {
                throw new AssertionError(e);
            }
        }
        return last;
    }

    /** Whether the last embedding of every member AGREEs with this snapshot's inner loop, run outside of the job. */
    private static boolean allOf(TestingStack stack, Snapshot snapshot, List<Interaction> interactions) {
        Map<String, MetaEmbedding> last = embeddings(stack);
        if (last.size() != MEMBERS) {
            return false;
        }
        SupportSetRules rules = new SupportSetRules(TestingSnapshots.MAX_SIZE, TestingSnapshots.HORIZON);
        try (InnerLoop innerLoop = new InnerLoop(snapshot)) {
            for (Map.Entry<String, MetaEmbedding> member : last.entrySet()) {
                List<Interaction> rows = rules.select(interactions.stream()
                        .filter(i -> i.memberId().equals(member.getKey()))
                        .sorted(InteractionOrder.BY_TIME)
                        .toList());
                float[] expected = innerLoop
                        .adapt(List.of(new SupportTask(member.getKey(), Features.NONE, rows)))
                        .get(0)
                        .embedding();
                if (member.getValue().getModelVersion() != snapshot.manifest().modelVersion()
                        || !agree(member.getValue().getEmbedding(), expected)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean agree(List<Float> published, float[] expected) {
        for (int i = 0; i < expected.length; i++) {
            if (Math.abs(published.get(i) - expected[i]) > 1e-5f * (1 + Math.abs(expected[i]))) {
                return false;
            }
        }
        return published.size() == expected.length;
    }
}
