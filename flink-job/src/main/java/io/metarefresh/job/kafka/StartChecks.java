package io.metarefresh.job.kafka;

import io.metarefresh.job.config.ConfigException;
import io.metarefresh.job.config.Delivery;
import io.metarefresh.job.config.JobConfig;
import io.metarefresh.job.config.Option;
import io.metarefresh.job.config.Options;
import io.metarefresh.schemas.RegistryUnavailableException;
import io.metarefresh.schemas.SchemaRegistry;
import io.metarefresh.schemas.Subjects;
import io.metarefresh.schemas.TopicOffsets;
import io.metarefresh.schemas.Topics;
import io.metarefresh.text.InnermostCause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * What must hold of brokers and registry before the job starts. Everything that does not is reported at once; what is only doubtful
 * goes to the warnings.
 */
public final class StartChecks {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final JobConfig config;
    private final Consumer<String> warnings;
    private final List<String> problems = new ArrayList<>();
    private long largestInputBytes;

    public StartChecks(JobConfig config, Consumer<String> warnings) {
        this.config = config;
        this.warnings = warnings;
        this.largestInputBytes = config.get(Options.MAX_RECORD_BYTES);
    }

    /**
     * Checks topics, brokers and schemas.
     *
     * @return the schema ids of the outputs
     * @throws ConfigException with everything that is wrong
     */
    public SchemaIds check(SchemaRegistry registry) throws ConfigException, InterruptedException {
        topics();
        Optional<Integer> embeddings = Optional.empty();
        Optional<Integer> heartbeats = Optional.empty();
        try {
            embeddings = schema(registry, Subjects.metaEmbeddings(config.get(Options.EMBEDDINGS_TOPIC)));
            if (JobTopic.STATUS.isUsed(config)) {
                heartbeats = schema(registry, Subjects.status(config.get(Options.STATUS_TOPIC)));
            }
        } catch (RegistryUnavailableException e) {
            problems.add("registry.url: " + e.getMessage());
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return new SchemaIds(embeddings.orElseThrow(), heartbeats);
    }

    private Optional<Integer> schema(SchemaRegistry registry, Subjects.Subject subject) {
        Optional<Integer> id = registry.idOf(subject.name(), subject.schema());
        if (id.isEmpty()) {
            problems.add("registry.url: subject '" + subject.name() + "' has no schema of this job; run"
                    + " 'metarefresh schemas register' first");
        }
        return id;
    }

    private void topics() throws InterruptedException {
        Map<String, Object> properties = new HashMap<>(config.kafkaClient());
        properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, config.get(Options.BOOTSTRAP_SERVERS));
        try (Admin admin = Admin.create(properties)) {
            List<String> forbidden = new KafkaPermissions(config, DEADLINE).missing(admin);
            if (!forbidden.isEmpty()) {
                problems.addAll(forbidden);
                return;
            }
            Map<JobTopic, Config> found = new EnumMap<>(JobTopic.class);
            for (JobTopic topic : JobTopic.usedBy(config)) {
                describe(admin, topic.option()).ifPresent(settings -> found.put(topic, settings));
            }
            Config interactions = found.get(JobTopic.INTERACTIONS);
            Config profiles = found.get(JobTopic.PROFILES);
            ForgettingChecks forgetting = new ForgettingChecks(config, problems::add, warnings);
            if (interactions != null) {
                input(Options.INTERACTIONS_TOPIC, interactions);
                offsets(admin);
                forgetting.marker(interactions);
            }
            if (profiles != null) {
                input(Options.PROFILES_TOPIC, profiles);
            }
            if (interactions != null && profiles != null) {
                forgetting.nullValues(interactions, profiles);
            }
            if (found.containsKey(JobTopic.EMBEDDINGS)) {
                embeddings(found.get(JobTopic.EMBEDDINGS));
            }
            if (found.containsKey(JobTopic.SNAPSHOTS)) {
                onePartition(admin, Options.SNAPSHOTS_TOPIC);
            }
            if (found.containsKey(JobTopic.DEAD_LETTERS)) {
                deadLetters(found.get(JobTopic.DEAD_LETTERS));
            }
            if (config.get(Options.DELIVERY) == Delivery.EXACTLY_ONCE) {
                transactions(admin);
            }
        } catch (ExecutionException | TimeoutException e) {
            Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
            problems.add("kafka.bootstrap-servers: '" + config.get(Options.BOOTSTRAP_SERVERS)
                    + "' did not answer as a Kafka cluster: " + cause);
        } catch (KafkaException e) {
            problems.add("kafka.bootstrap-servers, kafka.client.*: " + InnermostCause.of(e));
        }
    }

    private void offsets(Admin admin) throws InterruptedException, ExecutionException, TimeoutException {
        if (config.find(Options.START_OFFSETS).isEmpty()
                && config.find(Options.END_OFFSETS).isEmpty()) {
            return;
        }
        String topic = config.get(Options.INTERACTIONS_TOPIC);
        Map<Integer, Long> ends = TopicOffsets.of(
                admin,
                TopicOffsets.partitions(admin, topic, DEADLINE),
                OffsetSpec.latest(),
                IsolationLevel.READ_UNCOMMITTED,
                DEADLINE);
        new NamedOffsets(topic, ends).check(config, problems::add, warnings);
    }

    private Optional<Config> describe(Admin admin, Option<String> topic)
            throws InterruptedException, ExecutionException, TimeoutException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, config.get(topic));
        try {
            return Optional.of(admin.describeConfigs(List.of(resource))
                    .all()
                    .get(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
                    .get(resource));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                problems.add(topic.key() + ": topic '" + config.get(topic)
                        + "' does not exist; run 'metarefresh topics create' first");
                return Optional.empty();
            }
            throw e;
        }
    }

    private void input(Option<String> option, Config topic) {
        timestamps(option, topic);
        largestInputBytes = Math.max(largestInputBytes, number(topic, TopicConfig.MAX_MESSAGE_BYTES_CONFIG));
    }

    /** Announcements have one order for all. */
    private void onePartition(Admin admin, Option<String> topic)
            throws InterruptedException, ExecutionException, TimeoutException {
        String name = config.get(topic);
        int partitions = TopicOffsets.partitions(admin, name, DEADLINE).size();
        if (partitions != 1) {
            problems.add(topic.key() + ": topic '" + name + "' has " + partitions + " partitions, it must have 1");
        }
    }

    /** CLOCK compares with the Kafka timestamp, which is only worth something when the broker wrote it. */
    private void timestamps(Option<String> option, Config topic) {
        String type = topic.get(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG).value();
        if (!type.equals("LogAppendTime")) {
            warnings.accept(option.key() + ": topic '" + config.get(option) + "' has message.timestamp.type=" + type
                    + ", so that clocks of producers decide what is too far in the future; LogAppendTime is safe");
        }
    }

    private void embeddings(Config topic) {
        String policy = topic.get(TopicConfig.CLEANUP_POLICY_CONFIG).value();
        if (!policy.contains(TopicConfig.CLEANUP_POLICY_COMPACT)) {
            warnings.accept("topics.embeddings: topic '" + config.get(Options.EMBEDDINGS_TOPIC)
                    + "' has cleanup.policy=" + policy + ", embeddings of idle entities will be deleted");
        }
    }

    /** A record that is refused for its size is a dead letter too: what an input topic takes must fit. */
    private void deadLetters(Config topic) {
        long bound = number(topic, TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
        long needed = largestInputBytes + Topics.DEAD_LETTER_HEADROOM_BYTES;
        if (bound < needed) {
            problems.add("topics.dead-letters: topic '" + config.get(Options.DEAD_LETTERS_TOPIC)
                    + "' has max.message.bytes=" + bound
                    + ", but the larger of input.max-record-bytes and the input topics'"
                    + " max.message.bytes + " + Topics.DEAD_LETTER_HEADROOM_BYTES + " needs " + needed);
        }
    }

    private void transactions(Admin admin) throws InterruptedException, ExecutionException, TimeoutException {
        Collection<Node> nodes = admin.describeCluster().nodes().get(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        ConfigResource broker = new ConfigResource(
                ConfigResource.Type.BROKER, nodes.iterator().next().idString());
        Config found = admin.describeConfigs(List.of(broker))
                .all()
                .get(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
                .get(broker);
        long maximum = number(found, "transaction.max.timeout.ms");
        Duration timeout = config.get(Options.TRANSACTION_TIMEOUT);
        if (timeout.toMillis() > maximum) {
            problems.add("delivery.transaction-timeout: '" + timeout
                    + "' exceeds the broker's transaction.max.timeout.ms=" + maximum
                    + "; it must be at most that, and exceed"
                    + " checkpoint.interval '" + config.get(Options.CHECKPOINT_INTERVAL) + "' + checkpoint.timeout '"
                    + config.get(Options.CHECKPOINT_TIMEOUT) + "' + delivery.longest-outage '"
                    + config.get(Options.LONGEST_OUTAGE) + "'");
        }
    }

    private static long number(Config config, String name) {
        return Long.parseLong(config.get(name).value());
    }
}
