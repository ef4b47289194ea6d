package io.metarefresh.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.interaction.Interaction;
import io.metarefresh.schemas.InteractionEvent;
import io.metarefresh.schemas.MetaEmbedding;
import io.metarefresh.schemas.RecordDecoder;
import io.metarefresh.schemas.RecordEncoder;
import io.metarefresh.schemas.RefreshReason;
import io.metarefresh.snapshot.EntityKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.flink.core.execution.JobClient;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** EXPIRY in the running job: event time comes from accepted interactions and nothing else holds it back. */
class ExpiryIT {
    @TempDir
    Path directory;

    @Test
    void aMemberExpiresWhenInteractionsOfOthersMoveEventTimeOnWhileProfilesAndAPartitionAreSilent() throws Exception {
        try (TestingStack stack = new TestingStack(2, 20_000)) {
            Path snapshot = TestingSnapshots.write(directory.resolve("snapshot"), EntityKind.MEMBER);
            RecordEncoder<InteractionEvent> encoder = new RecordEncoder<>(
                    stack.schemaIds.get(stack.topics.interactions() + "-value"), InteractionEvent.class);
            long now = System.currentTimeMillis();
            Interaction old = TestingEvents.interaction(
                    "e1", "old", now - Duration.ofDays(40).toMillis());
            Interaction recent = TestingEvents.interaction("e2", "recent", now - 1000);
            for (Interaction interaction : List.of(old, recent)) {
                stack.send(
                        stack.topics.interactions(),
                        0,
                        interaction.memberId().getBytes(UTF_8),
                        encoder.encode(TestingEvents.avro(interaction)));
            }
            JobClient job = RefreshJob.start(
                    stack.config(snapshot, "member.expire-after", "30 d", "input.watermark-idleness", "3 s"));
            try {
                // Event time is kept alive by whoever still interacts.
                TestingStack.await("the expiry", () -> {
                    stack.send(
                            stack.topics.interactions(),
                            0,
                            recent.memberId().getBytes(UTF_8),
                            encoder.encode(TestingEvents.avro(recent)));
                    return stack.read(stack.topics.metaEmbeddings()).size() >= 3;
                });
            } finally {
                TestingJob.cancel(job);
            }
            List<ConsumerRecord<byte[], byte[]>> ofOld = stack.read(stack.topics.metaEmbeddings()).stream()
                    .filter(record -> new String(record.key(), UTF_8).equals("old"))
                    .toList();
            assertThat(ofOld).hasSize(2);
            MetaEmbedding expired = new RecordDecoder<>(MetaEmbedding.class, stack.registry)
                    .decode(ofOld.get(1).value());
            assertThat(expired.getReason()).isEqualTo(RefreshReason.EXPIRY);
            assertThat(expired.getSupportSize()).isZero();
            assertThat(expired.getAsOf().toEpochMilli()).isEqualTo(old.eventTimeMillis());
        }
    }
}
