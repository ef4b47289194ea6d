package io.metarefresh.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.metarefresh.job.TestingStack;
import io.metarefresh.schemas.MetaEmbedding;
import io.metarefresh.schemas.RecordEncoder;
import io.metarefresh.schemas.RefreshReason;
import io.metarefresh.snapshot.Activation;
import io.metarefresh.snapshot.EntityKind;
import io.metarefresh.snapshot.FeatureSpec;
import io.metarefresh.snapshot.GlobalBlockSpec;
import io.metarefresh.snapshot.InnerLoopSpec;
import io.metarefresh.snapshot.LayerSpec;
import io.metarefresh.snapshot.Loss;
import io.metarefresh.snapshot.Manifest;
import io.metarefresh.snapshot.MetaBlockSpec;
import io.metarefresh.snapshot.SnapshotWriter;
import io.metarefresh.snapshot.Tensor;
import io.metarefresh.snapshot.TensorShapes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** AGREE as the audit sees it: of a hundred members one may differ, and only where rounding at a kink explains it. */
class AuditIT {
    /** Pre-activations are 0.5 + context + this; at a context of −0.5 double precision keeps it and float32 loses it. */
    private static final float LOST_IN_FLOAT32 = 1e-9f;

    private static final String AT_THE_KINK = "m7";

    /** What the first unit adds to the step: minus sigmoid(score) / (weight 1 + prior 1); the units are 0 and 1, the head's bias is 1. */
    private static final float STEP_OF_THE_OTHER_SIDE = (float) (-1 / (1 + Math.exp(-2)) / 2);

    @TempDir
    private Path directory;

    private TestingStack stack;

    @BeforeEach
    void start() throws Exception {
        stack = new TestingStack(2, 20_000);
    }

    @AfterEach
    void stop() {
        stack.close();
    }

    private static void writeModel(Path directory) throws IOException {
        Manifest manifest = new Manifest(
                Manifest.FORMAT,
                "kinked",
                1,
                Instant.parse("2026-01-01T00:00:00Z"),
                EntityKind.MEMBER,
                1,
                List.of(),
                List.of(FeatureSpec.dense("signal", 1)),
                new MetaBlockSpec(List.of(new LayerSpec(1, Activation.IDENTITY))),
                new GlobalBlockSpec(List.of(new LayerSpec(2, Activation.RELU)), false),
                new InnerLoopSpec(1, Loss.LOGISTIC, 1, null, 64, Duration.ofDays(90), null, null),
                null,
                Map.of());
        Map<String, Tensor> tensors = new HashMap<>();
        TensorShapes.of(manifest, 0, 1).forEach((name, shape) -> {
            float[] values = new float[Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
            Arrays.fill(values, name.equals("meta.0.bias") ? 0.5f : 1);
            if (name.equals("global.0.bias")) {
                values[0] = LOST_IN_FLOAT32;
            }
            tensors.put(name, new Tensor(shape, values));
        });
        SnapshotWriter.write(directory, manifest, tensors, Map.of());
    }

    private void put(JsonNode adapted, float change) {
        MetaEmbedding embedding = MetaEmbedding.newBuilder()
                .setEntityId(adapted.get("entity_id").textValue())
                .setEmbedding(List.of(adapted.get("embedding").get(0).floatValue() + change))
                .setModelName("kinked")
                .setModelVersion(1)
                .setAsOf(Instant.ofEpochMilli(adapted.get("as_of").longValue()))
                .setSupportSize(adapted.get("support_size").intValue())
                .setReason(RefreshReason.INTERACTION)
                .build();
        String topic = stack.topics.metaEmbeddings();
        RecordEncoder<MetaEmbedding> encoder =
                new RecordEncoder<>(stack.schemaIds.get(topic + "-value"), MetaEmbedding.class);
        stack.send(topic, null, embedding.getEntityId().getBytes(UTF_8), encoder.encode(embedding));
    }

    private CommandResult audit(Path data, Path snapshot) {
        return CommandResult.of(
                "audit",
                "--data",
                data,
                "--snapshot",
                snapshot,
                "--embeddings-topic",
                stack.topics.metaEmbeddings(),
                "--bootstrap-servers",
                stack.bootstrapServers(),
                "--registry-url",
                stack.registryUrl());
    }

    @Test
    void oneOfAHundredMayDifferAndOnlyWhereAKinkExplainsIt() throws Exception {
        Path snapshot = directory.resolve("snapshot");
        writeModel(snapshot);
        StringBuilder rows = new StringBuilder("member_id,item_id,event_time,label,context.signal:dense\n");
        for (int m = 0; m < 100; m++) {
            rows.append("m" + m + ",i," + m + ",0," + (("m" + m).equals(AT_THE_KINK) ? -0.5 : 0.25) + "\n");
        }
        Path data = Files.writeString(directory.resolve("data.csv"), rows);
        Map<String, JsonNode> adapted = new HashMap<>();
        for (String line : CommandResult.of("adapt", "--snapshot", snapshot, "--in", data)
                .out()
                .lines()
                .toList()) {
            JsonNode json = new JsonMapper().readTree(line);
            adapted.put(json.get("entity_id").textValue(), json);
        }

        adapted.values().forEach(one -> put(one, 0));
        CommandResult same = audit(data, snapshot);
        assertThat(same.exitCode()).as(same.out() + same.err()).isZero();
        assertThat(same.out())
                .contains("members 100, missing 0, stale 0, agreeing 100")
                .doesNotContain("exceptions");

        put(adapted.get(AT_THE_KINK), STEP_OF_THE_OTHER_SIDE);
        CommandResult explained = audit(data, snapshot);
        assertThat(explained.exitCode()).as(explained.out() + explained.err()).isZero();
        assertThat(explained.out())
                .containsPattern("m7 differs by .*, smallest pre-activation of a relu 1\\.0e-09\n")
                .contains("agreeing 99", "exceptions 1, not explained by rounding 0");

        put(adapted.get(AT_THE_KINK), 0.01f);
        CommandResult neitherSide = audit(data, snapshot);
        assertThat(neitherSide.exitCode()).isEqualTo(1);
        assertThat(neitherSide.out())
                .contains("NOT EXPLAINED BY ROUNDING", "agreeing 99", "exceptions 1, not explained by rounding 1");

        put(adapted.get(AT_THE_KINK), 0);
        put(adapted.get("m8"), 0.01f);
        CommandResult withoutAKink = audit(data, snapshot);
        assertThat(withoutAKink.exitCode()).isEqualTo(1);
        assertThat(withoutAKink.out()).containsPattern("m8 differs by .* of a relu 7\\.5e-01: NOT EXPLAINED");

        put(adapted.get("m9"), 0.01f);
        CommandResult tooMany = audit(data, snapshot);
        assertThat(tooMany.exitCode()).isEqualTo(1);
        assertThat(tooMany.out()).contains("agreeing 98").doesNotContain("exceptions");
    }
}
