package io.metarefresh.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.metarefresh.cli.topic.RecordedTopic;
import io.metarefresh.cli.verify.ComparisonReport;
import io.metarefresh.cli.verify.EmbeddingComparison;
import io.metarefresh.cli.verify.EmbeddingComparison.Kind;
import io.metarefresh.cli.verify.TopicComparison;
import io.metarefresh.job.TestingStack;
import io.metarefresh.schemas.MetaEmbedding;
import io.metarefresh.schemas.RecordEncoder;
import io.metarefresh.schemas.RefreshReason;
import io.metarefresh.schemas.TopicAdmin;
import io.metarefresh.schemas.Topics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two embedding topics are the same exactly where their readers hold the same. */
class VerifyIT {
    private TestingStack stack;
    private String left;
    private String right;
    private RecordEncoder<MetaEmbedding> encoder;

    @BeforeEach
    void start() throws Exception {
        stack = new TestingStack(2, 20_000);
        left = stack.topics.metaEmbeddings();
        right = left + "-right";
        try (TopicAdmin admin = new TopicAdmin(Map.of("bootstrap.servers", stack.bootstrapServers()))) {
            admin.create(List.of(Topics.metaEmbeddings(right, Topics.Sizing.of(3, (short) 1))));
        }
        encoder = new RecordEncoder<>(stack.schemaIds.get(left + "-value"), MetaEmbedding.class);
    }

    @AfterEach
    void stop() {
        stack.close();
    }

    private void put(String topic, String member, long version, long asOfMillis, Float... vector) {
        MetaEmbedding embedding = MetaEmbedding.newBuilder()
                .setEntityId(member)
                .setEmbedding(List.of(vector))
                .setModelName("m")
                .setModelVersion(version)
                .setAsOf(Instant.ofEpochMilli(asOfMillis))
                .setSupportSize(1)
                .setReason(RefreshReason.INTERACTION)
                .build();
        stack.send(topic, null, member.getBytes(UTF_8), encoder.encode(embedding));
    }

    private CommandResult verify(Object... options) {
        List<Object> all = new ArrayList<>(List.of("verify", "--left", left, "--right", right));
        all.addAll(List.of("--bootstrap-servers", stack.bootstrapServers(), "--registry-url", stack.registryUrl()));
        all.addAll(List.of(options));
        return CommandResult.of(all.toArray());
    }

    @Test
    void everyKindOfDifferenceIsCountedAndNamed() throws Exception {
        for (int i = 0; i < 20; i++) {
            put(left, "same" + i, 1, 10, 1f, -2f);
            put(right, "same" + i, 1, 10, 1f + 2e-6f, -2f);
        }
        // An older record that came late and a forgotten member count for nothing.
        put(right, "same0", 1, 9, 5f, 5f);
        put(left, "gone", 1, 10, 1f, 1f);
        stack.send(left, null, "gone".getBytes(UTF_8), null);

        CommandResult equal = verify();
        assertThat(equal.exitCode()).as(equal.out() + equal.err()).isZero();
        assertThat(equal.out())
                .contains("20 of 20 (100.00 %, 99.00 % needed)", "Both topics hold the same.")
                .contains(": 20 members");

        put(left, "missing", 1, 10, 1f, 1f);
        put(right, "extra", 1, 10, 1f, 1f);
        put(left, "stale", 1, 11, 1f, 1f);
        put(right, "stale", 1, 10, 1f, 1f);
        put(left, "ahead", 1, 11, 1f, 1f);
        put(right, "ahead", 2, 10, 1f, 1f);
        put(left, "differs", 1, 10, 1f, 1f);
        put(right, "differs", 1, 10, 1f, 1.5f);
        put(left, "longer", 1, 10, 1f, 1f);
        put(right, "longer", 1, 10, 1f, 1f, 1f);

        for (int passes : new int[] {1, 4}) {
            CommandResult different = verify("--json", "--passes", passes);
            assertThat(different.exitCode()).isEqualTo(1);
            JsonNode report = new JsonMapper().readTree(different.out());
            for (String kind : List.of("missing", "extra", "stale", "ahead")) {
                assertThat(report.get(kind).asLong()).as(kind).isEqualTo(1);
            }
            assertThat(report.get("compared").asLong()).isEqualTo(22);
            assertThat(report.get("agreeing").asLong()).isEqualTo(20);
            assertThat(report.get("left").get("members").asLong()).isEqualTo(25);
            assertThat(report.get("right").get("members").asLong()).isEqualTo(25);
            List<String> members = new ArrayList<>();
            report.get("examples").forEach(one -> members.add(one.get("member").asText()));
            assertThat(members).containsExactly("longer", "differs", "missing", "extra", "stale", "ahead");
        }
        for (int i = 0; i < 50; i++) {
            put(right, "same1", 1, 10, 1f + 2e-6f, -2f);
        }
        stack.send(left, null, "bad".getBytes(UTF_8), new byte[] {1, 2, 3});
        assertThat(compareHolding(25)).as("the members count, not the records").isEqualTo(1);
        assertThat(compareHolding(8)).isGreaterThan(4);
        assertThat(verify("--min-agreeing", "0.5", "--across-versions", "--examples", 0)
                        .out())
                .containsPattern("stale on the right +2\n")
                .contains("The topics differ.");
    }

    /** The same differences whatever fits into memory, and how often both topics are read for them. */
    private int compareHolding(long members) throws Exception {
        Map<String, String> kafka = Map.of("bootstrap.servers", stack.bootstrapServers());
        try (RecordedTopic ofLeft = RecordedTopic.open(kafka, left);
                RecordedTopic ofRight = RecordedTopic.open(kafka, right)) {
            TopicComparison topics = new TopicComparison(ofLeft, ofRight, stack.registry, members);
            EmbeddingComparison comparison = new EmbeddingComparison(false, 5);
            topics.compare(1, comparison);
            for (Kind kind : Kind.values()) {
                assertThat(comparison.count(kind))
                        .as(kind.toString())
                        .isEqualTo(kind == Kind.AGREES ? 20 : kind == Kind.DIFFERS ? 2 : 1);
            }
            String report = new ComparisonReport(ofLeft, ofRight, topics, comparison, 0.99, false).json();
            assertThat(new JsonMapper().readTree(report).get("bad_records").asLong())
                    .isEqualTo(1);
            return topics.readings();
        }
    }

    @Test
    void whereRecordsCannotBeReadNothingIsProven() {
        put(left, "a", 1, 10, 1f);
        put(right, "a", 1, 10, 1f);
        stack.send(right, 2, "b".getBytes(UTF_8), new byte[] {1, 2, 3});

        CommandResult unproven = verify();
        assertThat(unproven.exitCode()).isEqualTo(1);
        assertThat(unproven.out())
                .contains("Nothing is proven: 1 of the records cannot be read.", "the first is " + right + "-2@")
                .doesNotContain("Both topics hold the same");
        assertThat(verify("--json").out()).contains("\"bad_records\":1", "\"equal\":false");
        CommandResult refused = promote("--topic", right);
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("nothing was switched", "--skip-bad-records");
        assertThat(verify("--skip-bad-records").exitCode()).isZero();

        // As with the registry of another cluster: not one record is what it should be.
        stack.send(stack.topics.interactions(), null, "a".getBytes(UTF_8), new byte[] {1, 2, 3});
        CommandResult wrongTopics = CommandResult.of(
                "verify",
                "--left",
                stack.topics.interactions(),
                "--right",
                stack.topics.memberProfiles(),
                "--skip-bad-records",
                "--bootstrap-servers",
                stack.bootstrapServers(),
                "--registry-url",
                stack.registryUrl());
        assertThat(wrongTopics.exitCode()).as(wrongTopics.out()).isEqualTo(1);
    }

    @Test
    void anIdCannotWriteOverWhatTheCommandSays() {
        put(left, "m\u001b[2J\nBoth topics hold the same.", 1, 10, 1f);

        assertThat(verify().out())
                .contains("missing  m?[2J?Both topics hold the same.:")
                .doesNotContain("\u001b");
    }

    private CommandResult promote(Object... options) {
        List<Object> all = new ArrayList<>(List.of("promote", "--alias", left));
        all.addAll(List.of("--bootstrap-servers", stack.bootstrapServers(), "--registry-url", stack.registryUrl()));
        all.addAll(List.of(options));
        return CommandResult.of(all.toArray());
    }

    private String lookup(String member) {
        return CommandResult.of(
                        "lookup",
                        member,
                        "--embeddings-topic",
                        left,
                        "--snapshots-topic",
                        stack.topics.modelSnapshots(),
                        "--bootstrap-servers",
                        stack.bootstrapServers(),
                        "--registry-url",
                        stack.registryUrl())
                .out();
    }

    @Test
    void promoteSwitchesReadersOnlyWhereBothTopicsHoldTheSame() {
        put(left, "a", 1, 10, 1f);
        put(right, "a", 1, 10, 1.5f);

        CommandResult refused = promote("--topic", right);
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("nothing was switched");
        assertThat(lookup("a")).contains("\"embedding\":[1.0]");
        assertThat(promote("--topic", "no-topic", "--no-verify").err()).contains("topic 'no-topic' does not exist");

        put(right, "a", 1, 10, 1f);
        CommandResult promoted = promote("--topic", right);
        assertThat(promoted.exitCode()).as(promoted.err()).isZero();
        assertThat(promoted.out())
                .contains("'" + left + "' is topic '" + right + "' from now on, it was '" + left + "'");
        put(right, "a", 1, 11, 3f);
        assertThat(lookup("a")).contains("\"embedding\":[3.0]");
        assertThat(promote("--topic", right).out()).contains("already");

        CommandResult back = promote("--topic", left, "--no-verify");
        assertThat(back.out()).contains("it was '" + right + "'");
        assertThat(lookup("a")).contains("\"embedding\":[1.0]");
    }

    @Test
    void wrongUseIsNamed() {
        assertThat(verify("--min-agreeing", "2").exitCode()).isEqualTo(2);
        assertThat(CommandResult.of("verify", "--left", "a", "--right", "a").err())
                .contains("are both 'a'");
        CommandResult missing = CommandResult.of(
                "verify", "--left", "no-topic", "--right", right, "--bootstrap-servers", stack.bootstrapServers());
        assertThat(missing.exitCode()).isEqualTo(1);
        assertThat(missing.err()).contains("topic 'no-topic' does not exist");
    }
}
