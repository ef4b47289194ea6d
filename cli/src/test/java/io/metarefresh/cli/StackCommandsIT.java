package io.metarefresh.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.local.LocalBroker;
import io.metarefresh.local.LocalRegistry;
import java.nio.file.Path;
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
    void whatDoesNotAnswerIsNamed() {
        CommandResult topics = CommandResult.of("topics", "check", "--bootstrap-servers", "nowhere:1");
        assertThat(topics.exitCode()).isEqualTo(1);
        assertThat(topics.err()).startsWith("metarefresh topics check: --bootstrap-servers nowhere:1: ");

        CommandResult schemas = CommandResult.of("schemas", "check", "--registry-url", "http://127.0.0.1:1/x");
        assertThat(schemas.exitCode()).isEqualTo(1);
        assertThat(schemas.err()).contains("http://127.0.0.1:1/x").doesNotContain("\tat ");
    }
}
