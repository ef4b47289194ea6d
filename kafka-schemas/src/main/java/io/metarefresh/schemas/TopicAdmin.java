package io.metarefresh.schemas;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Creates, describes and checks topics. Creating is idempotent: a topic that exists is left as it is, and how it differs from
 * its definition is reported, never repaired silently.
 */
public final class TopicAdmin implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final Admin admin;

    /** @param kafka settings of Kafka's admin client, {@code bootstrap.servers} and security */
    public TopicAdmin(Map<String, ?> kafka) {
        this.admin = Admin.create(new HashMap<>(kafka));
    }

    /** What creating one topic came to. */
    public enum State {
        CREATED,
        /** Was there and is as defined. */
        UNCHANGED,
        /** Was there and differs. */
        DIFFERENT,
        /** Only from {@link #check}. */
        MISSING
    }

    /**
     * The outcome for one topic.
     *
     * @param differences one line each: setting, value found, value defined
     */
    public record Result(String topic, State state, List<String> differences) {
        public Result {
            differences = List.copyOf(differences);
        }

        /** Whether the topic can be relied on as defined. */
        public boolean asDefined() {
            return state == State.CREATED || state == State.UNCHANGED;
        }
    }

    /**
     * A topic as it is.
     *
     * @param config every setting in force, the broker's defaults included
     */
    public record Description(String name, int partitions, int replication, Map<String, String> config) {
        public Description {
            config = Map.copyOf(config);
        }
    }

    /** Creates the topics that do not exist and returns when they can be used; one result for each definition, in order. */
    public List<Result> create(List<TopicDefinition> definitions) {
        Map<String, NewTopic> wanted = new HashMap<>();
        for (TopicDefinition d : definitions) {
            wanted.put(d.name(), new NewTopic(d.name(), d.partitions(), d.replication()).configs(d.config()));
        }
        Map<String, KafkaFuture<Void>> created =
                admin.createTopics(wanted.values()).values();
        List<TopicDefinition> existing = new ArrayList<>();
        List<String> fresh = new ArrayList<>();
        for (TopicDefinition d : definitions) {
            try {
                await("creating topic " + d.name(), created.get(d.name()));
                fresh.add(d.name());
            } catch (TopicExistsException e) {
                existing.add(d);
            }
        }
        awaitLeaders(fresh);
        Map<String, Result> checked = new HashMap<>();
        check(existing).forEach(r -> checked.put(r.topic(), r));
        return definitions.stream()
                .map(d -> checked.getOrDefault(d.name(), new Result(d.name(), State.CREATED, List.of())))
                .toList();
    }

    /** A topic just created is unknown to some brokers for a moment. */
    private void awaitLeaders(Collection<String> topics) {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        for (String topic : topics) {
            while (!hasLeaders(topic)) {
                if (System.nanoTime() > deadline) {
                    throw new TopicException(
                            "topic " + topic + ": created, but without leaders after " + DEADLINE, null);
                }
                pause();
            }
        }
    }

    private boolean hasLeaders(String topic) {
        try {
            TopicDescription description = await(
                    "describing topic " + topic,
                    admin.describeTopics(List.of(topic)).topicNameValues().get(topic));
            return description.partitions().stream()
                    .allMatch(p -> p.leader() != null && !p.leader().isEmpty());
        } catch (UnknownTopicOrPartitionException e) {
            return false;
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TopicException("interrupted while waiting for a topic", e);
        }
    }

    /** The topic as it is, empty when it does not exist. */
    public Optional<Description> describe(String topic) {
        try {
            TopicDescription description = await(
                    "describing topic " + topic,
                    admin.describeTopics(List.of(topic)).topicNameValues().get(topic));
            ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
            Config config = await(
                    "reading the settings of topic " + topic,
                    admin.describeConfigs(List.of(resource)).values().get(resource));
            Map<String, String> settings = new TreeMap<>();
            for (ConfigEntry entry : config.entries()) {
                if (entry.value() != null) {
                    settings.put(entry.name(), entry.value());
                }
            }
            int replication = description.partitions().stream()
                    .mapToInt(p -> p.replicas().size())
                    .min()
                    .orElse(0);
            return Optional.of(new Description(topic, description.partitions().size(), replication, settings));
        } catch (UnknownTopicOrPartitionException e) {
            return Optional.empty();
        }
    }

    /** Compares the topics with their definitions and changes nothing; one result for each, in order. */
    public List<Result> check(List<TopicDefinition> definitions) {
        return definitions.stream().map(this::check).toList();
    }

    private Result check(TopicDefinition definition) {
        Optional<Description> found = describe(definition.name());
        if (found.isEmpty()) {
            return new Result(definition.name(), State.MISSING, List.of("does not exist"));
        }
        List<String> differences = differences(definition, found.get());
        return new Result(definition.name(), differences.isEmpty() ? State.UNCHANGED : State.DIFFERENT, differences);
    }

    static List<String> differences(TopicDefinition definition, Description found) {
        List<String> differences = new ArrayList<>();
        if (found.partitions() != definition.partitions()) {
            differences.add("partitions: " + found.partitions() + ", should be " + definition.partitions());
        }
        if (found.replication() != definition.replication()) {
            differences.add("replication: " + found.replication() + ", should be " + definition.replication());
        }
        new TreeMap<>(definition.config()).forEach((key, value) -> {
            String actual = found.config().get(key);
            if (!value.equals(actual)) {
                differences.add(key + ": " + actual + ", should be " + value);
            }
        });
        return differences;
    }

    private static <T> T await(String what, KafkaFuture<T> future) {
        try {
            return future.get(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicExistsException exists) {
                throw exists;
            }
            if (e.getCause() instanceof UnknownTopicOrPartitionException unknown) {
                throw unknown;
            }
            throw new TopicException(what + ": " + e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw new TopicException(what + ": no answer within " + DEADLINE, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TopicException(what + ": interrupted", e);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(5));
    }
}
