package io.metarefresh.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.job.RefreshJob;
import io.metarefresh.job.TestingJob;
import io.metarefresh.job.TestingSnapshots;
import io.metarefresh.job.TestingStack;
import io.metarefresh.job.config.JobConfig;
import io.metarefresh.local.LocalBroker;
import io.metarefresh.local.LocalRegistry;
import io.metarefresh.local.LoopbackPorts;
import io.metarefresh.snapshot.EntityKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.core.execution.JobClient;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The job and the commands against a broker that speaks TLS and wants a certificate of its clients, on one listener a password too
 * (SASL_SSL, SCRAM-SHA-512), and a registry that wants a password: all secrets come from files that the settings name.
 */
class SecureConnectionsIT {
    private static final String PASSWORD = "swordfish";
    private static final String USER_INFO = "reader:sardine";

    @TempDir
    private Path directory;

    private LocalBroker broker;
    private LocalRegistry registry;
    private TestingPasswordGate gate;
    private String tls;
    /** Wants certificate and password. */
    private String saslTls;

    private Path kafkaProperties;
    private Path registryProperties;

    @BeforeEach
    void start() throws Exception {
        Path store = directory.resolve("store.p12");
        createStore(store);
        List<Integer> ports = LoopbackPorts.free(4);
        tls = "127.0.0.1:" + ports.get(1);
        saslTls = "127.0.0.1:" + ports.get(3);
        broker = LocalBroker.start(LocalBroker.Settings.in(directory.resolve("kafka"))
                .withPort(ports.get(0))
                .with(
                        "listeners",
                        "PLAINTEXT://127.0.0.1:%d,TLS://%s,SASLTLS://%s,CONTROLLER://127.0.0.1:%d"
                                .formatted(ports.get(0), tls, saslTls, ports.get(2)))
                .with(
                        "advertised.listeners",
                        "PLAINTEXT://127.0.0.1:%d,TLS://%s,SASLTLS://%s".formatted(ports.get(0), tls, saslTls))
                .with("controller.quorum.voters", "1@127.0.0.1:%d".formatted(ports.get(2)))
                .with(
                        "listener.security.protocol.map",
                        "PLAINTEXT:PLAINTEXT,TLS:SSL,SASLTLS:SASL_SSL,CONTROLLER:PLAINTEXT")
                .with("sasl.enabled.mechanisms", "SCRAM-SHA-512")
                .with(
                        "listener.name.sasltls.scram-sha-512.sasl.jaas.config",
                        "org.apache.kafka.common.security.scram.ScramLoginModule required;")
                .with("listener.name.sasltls.ssl.client.auth", "required")
                .with("ssl.keystore.location", store.toString())
                .with("ssl.keystore.password", PASSWORD)
                .with("ssl.keystore.type", "PKCS12")
                .with("ssl.truststore.location", store.toString())
                .with("ssl.truststore.password", PASSWORD)
                .with("ssl.truststore.type", "PKCS12")
                .with("ssl.client.auth", "required"));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                            "metarefresh", new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), PASSWORD)))
                    .all()
                    .get();
        }
        registry = LocalRegistry.start(0);
        gate = new TestingPasswordGate(registry.url(), USER_INFO);
        Path password = Files.writeString(directory.resolve("password"), PASSWORD + "\n");
        Path userInfo = Files.writeString(directory.resolve("user-info"), USER_INFO + "\n");
        kafkaProperties = properties("kafka.properties", kafkaClient(store, password));
        registryProperties = properties("registry.properties", registryClient(userInfo));
    }

    @AfterEach
    void stop() {
        gate.close();
        registry.close();
        broker.close();
    }

    private static Map<String, String> kafkaClient(Path store, Path password) {
        Map<String, String> client = new HashMap<>();
        client.put("security.protocol", "SSL");
        for (String kind : List.of("keystore", "truststore")) {
            client.put("ssl." + kind + ".type", "PKCS12");
            client.put("ssl." + kind + ".location", store.toString());
            client.put("ssl." + kind + ".password", "${file:" + password + "}");
        }
        return client;
    }

    private Map<String, String> saslClient(Map<String, String> tlsClient, String password) throws IOException {
        Path jaas = Files.writeString(
                directory.resolve("jaas-" + password),
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"metarefresh\" password=\""
                        + password + "\";");
        Map<String, String> client = new HashMap<>(tlsClient);
        client.put("security.protocol", "SASL_SSL");
        client.put("sasl.mechanism", "SCRAM-SHA-512");
        client.put("sasl.jaas.config", "${file:" + jaas + "}");
        return client;
    }

    private static Map<String, String> registryClient(Path userInfo) {
        return Map.of("basic.auth.credentials.source", "USER_INFO", "basic.auth.user.info", "${file:" + userInfo + "}");
    }

    private Path properties(String name, Map<String, String> settings) throws IOException {
        List<String> lines = new ArrayList<>();
        settings.forEach((key, value) -> lines.add(key + "=" + value));
        return Files.write(directory.resolve(name), lines);
    }

    /** One certificate for everybody, which everybody trusts. */
    private static void createStore(Path store) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-alias", "all"));
        command.addAll(List.of("-keyalg", "EC", "-dname", "CN=localhost", "-ext", "san=dns:localhost,ip:127.0.0.1"));
        command.addAll(List.of("-validity", "2", "-storetype", "PKCS12"));
        command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes());
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(keytool.exitValue()).as(said).isZero();
    }

    private CommandResult command(List<?> words) {
        List<Object> all = new ArrayList<>(words);
        all.addAll(List.of("--bootstrap-servers", tls, "--kafka-properties", kafkaProperties));
        return CommandResult.of(all.toArray());
    }

    private CommandResult commandOfBoth(Object... words) {
        List<Object> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--registry-url", gate.url(), "--registry-properties", registryProperties));
        return command(all);
    }

    @Test
    void theJobAndTheCommandsComeThroughWithSecretsFromFiles() throws Exception {
        CommandResult stranger = CommandResult.of(
                "topics", "check", "--bootstrap-servers", tls, "--kafka-property", "security.protocol=SSL");
        assertThat(stranger.exitCode()).isEqualTo(1);
        assertThat(stranger.err()).contains("SSL handshake failed");
        assertThatBothAreAskedFor();
        CommandResult created = command(List.of("topics", "create", "--partitions", 1, "--replication", 1));
        assertThat(created.exitCode()).as(created.err()).isZero();

        CommandResult nameless = CommandResult.of("schemas", "register", "--registry-url", gate.url());
        assertThat(nameless.exitCode()).isEqualTo(1);
        assertThat(nameless.err()).contains("401");
        CommandResult registered = CommandResult.of(
                "schemas", "register", "--registry-url", gate.url(), "--registry-properties", registryProperties);
        assertThat(registered.exitCode()).as(registered.err()).isZero();

        Path data = Files.writeString(
                directory.resolve("data.csv"),
                "member_id,item_id,event_time,label,context.signals:dense\nm1,i1,1000,1,0.1|0.2|0.3\n");
        CommandResult played = commandOfBoth("play", "--data", data, "--events", 5, "--rate", 100);
        assertThat(played.exitCode()).as(played.err()).isZero();

        JobClient job = RefreshJob.start(JobConfig.of(jobSettings()));
        try {
            TestingStack.await(
                    "the embedding", () -> commandOfBoth("lookup", "m1").out().contains("\"support_size\":5"));
        } finally {
            TestingJob.cancel(job);
        }
    }

    /** A password without a certificate, and a wrong one with it, come to nothing. */
    private void assertThatBothAreAskedFor() throws Exception {
        Map<String, String> withCertificate =
                kafkaClient(directory.resolve("store.p12"), directory.resolve("password"));
        Map<String, String> withoutCertificate = new HashMap<>(withCertificate);
        withoutCertificate.keySet().removeIf(key -> key.startsWith("ssl.keystore"));

        // Which of the two sides notices first decides what the error says.
        CommandResult passwordAlone = topicsBy("alone", saslClient(withoutCertificate, PASSWORD));
        assertThat(passwordAlone.exitCode()).isEqualTo(1);
        assertThat(passwordAlone.out()).isEmpty();
        assertThat(topicsBy("wrong", saslClient(withCertificate, "sardine")).err())
                .contains("Authentication failed");
        Map<String, String> right = saslClient(withCertificate, PASSWORD);
        TestingStack.await(
                "the password is known", () -> !topicsBy("right", right).err().contains("Authentication failed"));
        assertThat(topicsBy("right", right).out()).contains("interactions");
    }

    private CommandResult topicsBy(String name, Map<String, String> client) {
        Path file;
        try {
            file = properties(name + ".properties", client);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return CommandResult.of("topics", "check", "--bootstrap-servers", saslTls, "--kafka-properties", file);
    }

    private Map<String, String> jobSettings() throws Exception {
        Map<String, String> settings = new HashMap<>();
        settings.put("kafka.bootstrap-servers", saslTls);
        settings.put("registry.url", gate.url());
        settings.put(
                "snapshot.uri",
                TestingSnapshots.write(directory.resolve("snapshot"), EntityKind.MEMBER)
                        .toString());
        settings.put("flink.rest.port", "0");
        saslClient(kafkaClient(directory.resolve("store.p12"), directory.resolve("password")), PASSWORD)
                .forEach((key, value) -> settings.put("kafka.client." + key, value));
        registryClient(directory.resolve("user-info"))
                .forEach((key, value) -> settings.put("registry.client." + key, value));
        return settings;
    }

    @Test
    void aSettingThatCannotBeReadIsNamedWithoutItsValue() throws Exception {
        Path file = properties("wrong.properties", Map.of("ssl.key.password", "before ${env:NO_SUCH_VARIABLE_HERE}"));
        CommandResult unset =
                CommandResult.of("topics", "check", "--bootstrap-servers", tls, "--kafka-properties", file);
        assertThat(unset.exitCode()).isEqualTo(2);
        assertThat(unset.err())
                .contains("--kafka-properties", file.toString(), "ssl.key.password", "NO_SUCH_VARIABLE_HERE")
                .doesNotContain("before");

        Path address = properties("address.properties", Map.of("bootstrap.servers", "elsewhere:1"));
        assertThat(CommandResult.of("topics", "check", "--kafka-properties", address)
                        .err())
                .contains("bootstrap.servers: is given by --bootstrap-servers");
        CommandResult missing = CommandResult.of("topics", "check", "--kafka-properties", directory.resolve("none"));
        assertThat(missing.exitCode()).isEqualTo(2);
        assertThat(missing.err()).contains("none' cannot be read as a properties file");
    }
}
