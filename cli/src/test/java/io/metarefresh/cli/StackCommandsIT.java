package io.metarefresh.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.cli.topic.RecordedTopic;
import io.metarefresh.local.LocalBroker;
import io.metarefresh.local.LocalRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that talk to a broker and a registry. */
class StackCommandsIT {
    @TempDir
    private static Path directory;

    private static LocalBroker broker;
    private static LocalRegistry registry;

    @BeforeAll
    static void start() {
        broker = LocalBroker.start(LocalBroker.Settings.in(directory.resolve("kafka")));
        registry = LocalRegistry.start(0);
    }

    @AfterAll
    static void stop() {
        registry.close();
        broker.close();
    }

    @Test
    void topicsAreCreatedDescribedAndChecked() {
        Object[] wanted = {"--partitions", 2, "--replication", 1, "--interactions-topic", "t1"};

        assertThat(topics("check", wanted).out()).contains("t1").contains("missing", "does not exist");
        CommandResult created = topics("create", wanted);
        assertThat(created.exitCode()).isZero();
        assertThat(created.out()).containsPattern("t1 +created").containsPattern("meta-embeddings +created");
        assertThat(topics("check", wanted).exitCode()).isZero();
        assertThat(topics("describe", wanted).out())
                .containsPattern("t1 +2 partitions, replication 1")
                .contains("message.timestamp.type = LogAppendTime");
        assertThat(topics("create", wanted).out()).containsPattern("t1 +unchanged");

        CommandResult different = topics("check", "--partitions", 3, "--replication", 1, "--interactions-topic", "t1");
        assertThat(different.exitCode()).isEqualTo(1);
        assertThat(different.out()).contains("partitions: 2, should be 3");

        CommandResult lookup = CommandResult.of(
                "lookup", "nobody", "--bootstrap-servers", broker.bootstrapServers(), "--registry-url", registry.url());
        assertThat(lookup.exitCode()).isEqualTo(1);
        assertThat(lookup.err()).contains("member 'nobody' has no embedding in topic 'meta-embeddings'");
    }

    private static CommandResult topics(String action, Object... options) {
        Object[] all = new Object[options.length + 4];
        all[0] = "topics";
        all[1] = action;
        all[2] = "--bootstrap-servers";
        all[3] = broker.bootstrapServers();
        System.arraycopy(options, 0, all, 4, options.length);
        return CommandResult.of(all);
    }

    @Test
    void schemasAreRegisteredAndChecked() {
        assertThat(schemas("check").exitCode()).isEqualTo(1);
        CommandResult registered = schemas("register");
        assertThat(registered.exitCode()).isZero();
        assertThat(registered.out()).containsPattern("s1-value +id \\d+");
        assertThat(schemas("register").out()).isEqualTo(registered.out());
        assertThat(schemas("check").exitCode()).isZero();
    }

    private static CommandResult schemas(String action) {
        return CommandResult.of("schemas", action, "--registry-url", registry.url(), "--interactions-topic", "s1");
    }

    @Test
    void aSnapshotIsPublishedListedAndPublishedAgainUnderAnotherVersion() throws Exception {
        Object[] own = {
            "--interactions-topic",
            "p1",
            "--profiles-topic",
            "p2",
            "--embeddings-topic",
            "p3",
            "--dead-letters-topic",
            "p4",
            "--snapshots-topic",
            PUBLISHED,
            "--partitions",
            1,
            "--replication",
            1
        };
        topics("create", own);
        assertThat(CommandResult.of(
                                "schemas", "register", "--registry-url", registry.url(), "--snapshots-topic", PUBLISHED)
                        .exitCode())
                .isZero();
        Path data = directory.resolve("published.csv");
        Path local = directory.resolve("published");
        CommandResult.of("generate", "--members", 20, "--events", 600, "--seed", 1, "--out", data);
        assertThat(CommandResult.of("train", "--data", data, "--out", local, "--passes", 1)
                        .exitCode())
                .isZero();

        CommandResult published = snapshot("publish", local, "--to", directory.resolve("store"));
        assertThat(published.err()).isEmpty();
        assertThat(published.exitCode()).isZero();
        assertThat(published.out()).containsPattern("lies at +file:///.*/store/metarefresh/1\n");
        assertThat(snapshot("publish", local, "--to", directory.resolve("store"))
                        .out())
                .contains("as before");
        assertThat(snapshot("publish", local, "--to", directory.resolve("store"), "--as-version", 5)
                        .out())
                .contains("metarefresh@5");
        assertThat(snapshot("list").out().lines())
                .hasSize(2)
                .first()
                .asString()
                .startsWith("metarefresh@1  announced ");
        assertThat(snapshot("publish", local, "--to", "nowhere://store").err())
                .contains("--to nowhere://store: ")
                .doesNotContain("\tat ");

        // Another one of the same name and version, at another place.
        Path other = directory.resolve("published-otherwise");
        CommandResult.of("train", "--data", data, "--out", other, "--passes", 2);
        CommandResult refused = snapshot("publish", other, "--to", directory.resolve("elsewhere"));
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("metarefresh@1 is announced already").contains("--as-version");
    }

    private static final String PUBLISHED = "published-snapshots";

    private static CommandResult snapshot(String action, Object... arguments) {
        Object[] all = new Object[arguments.length + 8];
        all[0] = "snapshot";
        all[1] = action;
        all[2] = "--bootstrap-servers";
        all[3] = broker.bootstrapServers();
        all[4] = "--registry-url";
        all[5] = registry.url();
        all[6] = "--snapshots-topic";
        all[7] = PUBLISHED;
        System.arraycopy(arguments, 0, all, 8, arguments.length);
        return CommandResult.of(all);
    }

    @Test
    void forgettingIsANullValueUnderEachMembersKey() throws Exception {
        String server = broker.bootstrapServers();
        CommandResult nowhere =
                CommandResult.of("forget", "a", "--bootstrap-servers", server, "--profiles-topic", "f1");
        assertThat(nowhere.exitCode()).isEqualTo(1);
        assertThat(nowhere.err()).contains("topic 'f1' does not exist");
        topics("create", "--partitions", 2, "--replication", 1, "--interactions-topic", "f0", "--profiles-topic", "f1");
        CommandResult forgotten =
                CommandResult.of("forget", "a", "bé", "--bootstrap-servers", server, "--profiles-topic", "f1");
        assertThat(forgotten.exitCode()).isZero();
        assertThat(forgotten.out()).containsPattern("'a' is to be forgotten: null value at f1-[01]@0");
        List<String> keys = new ArrayList<>();
        try (RecordedTopic profiles =
                RecordedTopic.open(Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, server), "f1")) {
            profiles.read(record -> {
                assertThat(record.value()).isNull();
                return keys.add(new String(record.key(), StandardCharsets.UTF_8));
            });
        }
        assertThat(keys).containsExactlyInAnyOrder("a", "bé");
    }

    @Test
    void membersProfilesAreProducedForAJobOfMembersOnly() throws Exception {
        Path data = Files.writeString(
                directory.resolve("profiles.csv"),
                "member_id,item_id,event_time,label,entity.age:dense\nm1,i1,1000,1,0.5\nm1,i2,2000,0,0.5\n");
        topics(
                "create",
                "--partitions",
                1,
                "--replication",
                1,
                "--interactions-topic",
                "w0",
                "--profiles-topic",
                "w1",
                "--embeddings-topic",
                "w2",
                "--dead-letters-topic",
                "w3",
                "--snapshots-topic",
                "w4");
        for (String command : List.of("play", "produce")) {
            Object[] produce = {
                command,
                "--data",
                data,
                "--rate",
                1000,
                "--interactions-topic",
                "w0",
                "--profiles-topic",
                "w1",
                "--bootstrap-servers",
                broker.bootstrapServers(),
                "--registry-url",
                registry.url()
            };
            List<Object> finite = new ArrayList<>(List.of(produce));
            if (command.equals("play")) {
                finite.addAll(List.of("--events", 2));
            }
            assertThat(CommandResult.of(finite.toArray()).exitCode()).isZero();
            finite.addAll(List.of("--entity", "item"));
            assertThat(CommandResult.of(finite.toArray()).exitCode()).isZero();
        }
        assertThat(keys("w0")).hasSize(8);
        assertThat(keys("w1")).as("one of each command").containsExactly("m1", "m1");
    }

    private static List<String> keys(String topic) throws CommandException {
        List<String> keys = new ArrayList<>();
        try (RecordedTopic recorded = RecordedTopic.open(
                Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers()), topic)) {
            recorded.read(record -> keys.add(new String(record.key(), StandardCharsets.UTF_8)));
        }
        return keys;
    }

    /** By the launcher, because what becomes of an argument's bytes is decided before any of our Java runs. */
    @Test
    void inALocaleOfAsciiAloneAnIdIsTakenWhole() throws Exception {
        String server = broker.bootstrapServers();
        topics("create", "--partitions", 1, "--replication", 1, "--interactions-topic", "u0", "--profiles-topic", "u1");
        // The id comes from a file: the encoding of this process must not matter.
        Path id = Files.writeString(directory.resolve("id"), "Zoë");
        ProcessBuilder forget = new ProcessBuilder(
                        "sh",
                        "-c",
                        "exec ../bin/metarefresh forget \"$(cat \"$1\")\" --bootstrap-servers \"$2\" --profiles-topic u1",
                        "sh",
                        id.toString(),
                        server)
                .redirectErrorStream(true);
        forget.environment().put("LC_ALL", "C");
        forget.environment().put("METAREFRESH_JAVA_OPTS", "-XX:TieredStopAtLevel=1");
        forget.environment()
                .put("METAREFRESH_LOG", directory.resolve("forget.log").toString());

        Process forgetting = forget.start();

        String printed = new String(forgetting.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(forgetting.waitFor()).as(printed).isZero();
        assertThat(printed).contains("'Zoë' is to be forgotten: null value at u1-0@0");
        List<String> keys = new ArrayList<>();
        try (RecordedTopic profiles =
                RecordedTopic.open(Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, server), "u1")) {
            profiles.read(record -> keys.add(new String(record.key(), StandardCharsets.UTF_8)));
        }
        assertThat(keys).containsExactly("Zoë");
    }

    @Test
    void whatDoesNotAnswerIsNamed() {
        CommandResult topics = CommandResult.of("topics", "check", "--bootstrap-servers", "nowhere:1");
        assertThat(topics.exitCode()).isEqualTo(1);
        assertThat(topics.err()).startsWith("metarefresh topics check: --bootstrap-servers nowhere:1: ");

        CommandResult schemas = CommandResult.of("schemas", "check", "--registry-url", "http://127.0.0.1:1/x");
        assertThat(schemas.exitCode()).isEqualTo(1);
        assertThat(schemas.err()).contains("http://127.0.0.1:1/x").doesNotContain("\tat ");
    }
}
