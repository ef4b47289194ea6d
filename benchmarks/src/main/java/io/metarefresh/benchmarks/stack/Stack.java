package io.metarefresh.benchmarks.stack;

import io.metarefresh.local.LocalRegistry;
import io.metarefresh.schemas.ConfluentSchemaRegistry;
import io.metarefresh.schemas.IncompatibleSchemaException;
import io.metarefresh.schemas.RegistrySettings;
import io.metarefresh.schemas.SchemaRegistry;
import io.metarefresh.schemas.Subjects;
import io.metarefresh.schemas.TopicAdmin;
import io.metarefresh.schemas.TopicDefinition;
import io.metarefresh.schemas.TopicNames;
import io.metarefresh.schemas.Topics;
import io.metarefresh.snapshot.DirectoryTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** A broker and a registry with a directory of their own, deleted at the end. */
public final class Stack implements AutoCloseable {
    public static final int PARTITIONS = 4;

    private final Path directory;
    private final BrokerProcess broker;
    private final LocalRegistry registry;
    private final Admin admin;

    private Stack(Path directory, BrokerProcess broker, LocalRegistry registry) {
        this.directory = directory;
        this.broker = broker;
        this.registry = registry;
        this.admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }

    public static Stack start() throws IOException {
        Path directory = Files.createTempDirectory("metarefresh-benchmark-");
        BrokerProcess broker = BrokerProcess.start(directory.resolve("kafka"));
        LocalRegistry registry = LocalRegistry.start(0);
        return new Stack(directory, broker, registry);
    }

    /** Where this run may put files. */
    public Path directory() {
        return directory;
    }

    public String bootstrapServers() {
        return broker.bootstrapServers();
    }

    public String registryUrl() {
        return registry.url();
    }

    /** Processor time that the broker has used. */
    public Duration brokerCpu() {
        return broker.cpu();
    }

    /** The five topics under a prefix, with their schemas; returns the schema ids by subject. */
    public Map<String, Integer> create(TopicNames topics) throws IncompatibleSchemaException {
        createTopics(Topics.all(topics, Topics.Sizing.of(PARTITIONS, (short) 1)));
        try (SchemaRegistry client = new ConfluentSchemaRegistry(RegistrySettings.of(registryUrl()))) {
            return Subjects.register(client, Subjects.of(topics));
        }
    }

    public void createTopics(List<TopicDefinition> definitions) {
        try (TopicAdmin topicAdmin = new TopicAdmin(Map.of("bootstrap.servers", bootstrapServers()))) {
            topicAdmin.create(definitions);
        }
    }

    /** Topic names of one benchmark. */
    public static TopicNames topics(String prefix) {
        return new TopicNames(
                prefix + "-interactions",
                prefix + "-profiles",
                prefix + "-embeddings",
                prefix + "-snapshots",
                prefix + "-dead-letters");
    }

    /** Records ever written to a topic of {@value #PARTITIONS} partitions: the sum of its end offsets. */
    public long endOffsets(String topic) throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetSpec> latest = new java.util.HashMap<>();
        for (int p = 0; p < PARTITIONS; p++) {
            latest.put(new TopicPartition(topic, p), OffsetSpec.latest());
        }
        return admin.listOffsets(latest).all().get().values().stream()
                .mapToLong(ListOffsetsResult.ListOffsetsResultInfo::offset)
                .sum();
    }

    /** The end of each partition of a topic, {@code 0@17 1@20 …}. */
    public String endsByPartition(String topic) throws InterruptedException, ExecutionException {
        List<String> ends = new ArrayList<>();
        for (int p = 0; p < PARTITIONS; p++) {
            TopicPartition partition = new TopicPartition(topic, p);
            ends.add(p + "@"
                    + admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                            .partitionResult(partition)
                            .get()
                            .offset());
        }
        return String.join(" ", ends);
    }

    @Override
    public void close() throws InterruptedException, IOException {
        admin.close(Duration.ofSeconds(5));
        registry.close();
        broker.close();
        DirectoryTree.delete(directory);
    }
}
