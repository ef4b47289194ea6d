package io.metarefresh.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.job.config.ConfigException;
import io.metarefresh.job.config.JobConfig;
import io.metarefresh.job.kafka.StartChecks;
import io.metarefresh.local.LocalBroker;
import io.metarefresh.local.LoopbackPorts;
import io.metarefresh.schemas.InteractionEvent;
import io.metarefresh.schemas.RecordEncoder;
import io.metarefresh.schemas.TopicAdmin;
import io.metarefresh.schemas.Topics;
import io.metarefresh.snapshot.EntityKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.core.execution.JobClient;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The job against a broker that asks who it is (SASL, SCRAM-SHA-256) and allows what its ACLs say and nothing else: it runs with those
 * of {@code docs/security.md}, and each that is missing is named at the start. While it runs nothing of it listens beyond loopback.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "/proc tells what listens")
class SecurityIT {
    private static final String PASSWORD = "swordfish";

    @TempDir
    Path directory;

    @Test
    void theJobRunsWithTheListedPermissionsAndNamesEachThatIsMissing() throws Exception {
        List<Integer> ports = LoopbackPorts.free(3);
        String host = "127.0.0.1";
        LocalBroker.Settings settings = LocalBroker.Settings.in(directory.resolve("broker"))
                .withPort(ports.get(0))
                .with(
                        "listeners",
                        "PLAINTEXT://%s:%d,SASL://%s:%d,CONTROLLER://%s:%d"
                                .formatted(host, ports.get(0), host, ports.get(1), host, ports.get(2)))
                .with(
                        "advertised.listeners",
                        "PLAINTEXT://%s:%d,SASL://%s:%d".formatted(host, ports.get(0), host, ports.get(1)))
                .with("controller.quorum.voters", "1@%s:%d".formatted(host, ports.get(2)))
                .with("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,SASL:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT")
                .with("sasl.enabled.mechanisms", "SCRAM-SHA-256")
                .with(
                        "listener.name.sasl.scram-sha-256.sasl.jaas.config",
                        "org.apache.kafka.common.security.scram.ScramLoginModule required;")
                .with("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer")
                .with("super.users", "User:ANONYMOUS");
        try (TestingStack stack = new TestingStack(1, 20_000);
                LocalBroker broker = LocalBroker.start(settings);
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            try (TopicAdmin topics = new TopicAdmin(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
                topics.create(
                        Topics.all(stack.topics, Topics.Sizing.of(1, (short) 1).withMaxRecordBytes(80_000)));
            }
            admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                            "metarefresh", new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_256, 4096), PASSWORD)))
                    .all()
                    .get();
            JobConfig config = config(stack, host + ":" + ports.get(1));
            assertThat(config.toString()).contains("sasl.jaas.config: ******").doesNotContain(PASSWORD);

            // Brokers learn of the password too a moment after the answer.
            TestingStack.await(
                    "the password is known", () -> problems(config, stack).size() == 7);
            assertThat(problems(config, stack)).anySatisfy(problem -> assertThat(problem)
                    .startsWith("topics.interactions: this principal has no permission on topic '"
                            + stack.topics.interactions() + "' to [READ, DESCRIBE_CONFIGS]"));
            List<AclBinding> least = least(stack);
            admin.createAcls(least).all().get();
            for (AclBinding one : least) {
                admin.deleteAcls(List.of(one.toFilter())).all().get();
                // Brokers learn of it a moment after the answer.
                TestingStack.await(
                        "the start is refused, and says why, without " + one,
                        () -> names(problems(config, stack), one));
                admin.createAcls(List.of(one)).all().get();
            }
            TestingStack.await(
                    "nothing is missing", () -> problems(config, stack).isEmpty());

            JobClient job = RefreshJob.start(config);
            try {
                send(stack, broker);
                for (String topic : List.of(stack.topics.metaEmbeddings(), stack.topics.deadLetters())) {
                    TestingStack.await("a record on " + topic, () -> end(admin, topic) > 0);
                }
                assertThat(TestingListeners.beyondLoopback())
                        .as("listening sockets of the job's own cluster")
                        .isEmpty();
            } finally {
                TestingJob.cancel(job);
            }
        }
    }

    private JobConfig config(TestingStack stack, String sasl) throws Exception {
        Path jaas = directory.resolve("jaas");
        Files.writeString(
                jaas,
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"metarefresh\" password=\""
                        + PASSWORD + "\";");
        return stack.config(
                TestingSnapshots.write(directory.resolve("snapshot"), EntityKind.MEMBER),
                "kafka.bootstrap-servers",
                sasl,
                "kafka.client.security.protocol",
                "SASL_PLAINTEXT",
                "kafka.client.sasl.mechanism",
                "SCRAM-SHA-256",
                "kafka.client.sasl.jaas.config",
                "${file:" + jaas + "}");
    }

    /** The table of docs/security.md. */
    private static List<AclBinding> least(TestingStack stack) {
        List<AclBinding> acls = new ArrayList<>();
        for (String input :
                List.of(stack.topics.interactions(), stack.topics.memberProfiles(), stack.topics.modelSnapshots())) {
            acls.add(allow(ResourceType.TOPIC, input, AclOperation.READ));
            acls.add(allow(ResourceType.TOPIC, input, AclOperation.DESCRIBE_CONFIGS));
        }
        for (String output :
                List.of(stack.topics.metaEmbeddings(), stack.topics.deadLetters(), stack.topics.status())) {
            acls.add(allow(ResourceType.TOPIC, output, AclOperation.WRITE));
            acls.add(allow(ResourceType.TOPIC, output, AclOperation.DESCRIBE_CONFIGS));
        }
        acls.add(allow(ResourceType.GROUP, stack.settings(Path.of("any")).get("kafka.group-id"), AclOperation.READ));
        return acls;
    }

    private static AclBinding allow(ResourceType type, String name, AclOperation operation) {
        return new AclBinding(
                new ResourcePattern(type, name, PatternType.LITERAL),
                new AccessControlEntry("User:metarefresh", "*", operation, AclPermissionType.ALLOW));
    }

    private static List<String> problems(JobConfig config, TestingStack stack) {
        try {
            new StartChecks(config, warning -> {}).check(stack.registry);
            return List.of();
        } catch (ConfigException e) {
            return e.problems();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean names(List<String> problems, AclBinding missing) {
        return problems.size() == 1
                && problems.get(0).contains("'" + missing.pattern().name() + "' to [")
                && problems.get(0).contains(missing.entry().operation().name());
    }

    private static void send(TestingStack stack, LocalBroker broker) throws Exception {
        byte[] value = new RecordEncoder<>(
                        stack.schemaIds.get(stack.topics.interactions() + "-value"), InteractionEvent.class)
                .encode(TestingEvents.avro(TestingEvents.interaction("e", "m", System.currentTimeMillis())));
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            String topic = stack.topics.interactions();
            producer.send(new ProducerRecord<>(topic, "m".getBytes(UTF_8), value))
                    .get();
            producer.send(new ProducerRecord<>(topic, "m".getBytes(UTF_8), new byte[] {1}))
                    .get();
        }
    }

    private static long end(Admin admin, String topic) {
        TopicPartition partition = new TopicPartition(topic, 0);
        try {
            return admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                    .all()
                    .get()
                    .get(partition)
                    .offset();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
