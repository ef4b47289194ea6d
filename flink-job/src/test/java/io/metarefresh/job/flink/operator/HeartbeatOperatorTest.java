package io.metarefresh.job.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.job.flink.serializer.HeartbeatSerializer;
import io.metarefresh.job.record.Heartbeat;
import io.metarefresh.job.record.OperatorChain;
import io.metarefresh.job.record.Publication;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/** A subtask is heard of while it runs, and its last word says that it is the last. */
class HeartbeatOperatorTest {
    private static OneInputStreamOperatorTestHarness<Publication, Heartbeat> opened() throws Exception {
        OneInputStreamOperatorTestHarness<Publication, Heartbeat> harness = new OneInputStreamOperatorTestHarness<>(
                new HeartbeatOperator.Factory<Publication>(Duration.ofSeconds(1), OperatorChain.EMBEDDINGS));
        harness.setup(new HeartbeatSerializer());
        harness.open();
        return harness;
    }

    private static List<Boolean> ended(OneInputStreamOperatorTestHarness<Publication, Heartbeat> harness) {
        return harness.extractOutputValues().stream().map(Heartbeat::ended).toList();
    }

    @Test
    void atTheEndOfTheInputASubtaskSaysThatItHasEndedAndNothingElseAfterThat() throws Exception {
        try (var harness = opened()) {
            harness.setProcessingTime(0);
            harness.setProcessingTime(1000);
            assertThat(ended(harness)).containsExactly(false, false);
            harness.endInput();
            // One that was due when the input ended.
            harness.setProcessingTime(2000);
            assertThat(ended(harness)).containsExactly(false, false, true, true);
        }
    }

    @Test
    void aSubtaskThatIsStoppedDoesNotSayThatItHasEnded() throws Exception {
        try (var harness = opened()) {
            harness.setProcessingTime(0);
            harness.close();
            assertThat(ended(harness)).containsExactly(false);
        }
    }

    @Test
    void theLastWordReachesTheSinkAsItIs() throws Exception {
        HeartbeatSerializer serializer = new HeartbeatSerializer();
        for (boolean ended : new boolean[] {true, false}) {
            Heartbeat heartbeat = new Heartbeat(OperatorChain.PROFILES, 1, 2, null, null, 7L, Map.of("n", 3L), ended);
            DataOutputSerializer bytes = new DataOutputSerializer(64);
            serializer.serialize(heartbeat, bytes);
            assertThat(serializer.deserialize(new DataInputDeserializer(bytes.getCopyOfBuffer())))
                    .isEqualTo(heartbeat);
        }
    }
}
