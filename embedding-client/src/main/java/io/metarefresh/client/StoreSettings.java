package io.metarefresh.client;

import io.metarefresh.schemas.RegistrySettings;
import io.metarefresh.schemas.TopicNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/**
 * Where a store reads from.
 *
 * @param kafka settings of Kafka's consumer: {@code bootstrap.servers}, security, fetch sizes; not those that the store itself
 *     must decide
 * @param embeddingTopic the compacted topic of embeddings, or an alias: where {@code metarefresh promote} has put another topic in
 *     its place, that one is read
 * @param snapshotTopic the topic of activations, where default embeddings come from; empty for none
 * @param modelName the one model of the embedding topic; empty: the first embedding decides
 * @param aliasTopic where aliases are switched; empty to read {@code embeddingTopic} itself
 * @param statusTopic where jobs leave their heartbeats; empty for none
 * @param keepPrevious how long after a switch the topic before it is still answered from by version
 * @param startTimeout how long the broker may take to answer for the first time
 */
public record StoreSettings(
        Map<String, String> kafka,
        RegistrySettings registry,
        String embeddingTopic,
        Optional<String> snapshotTopic,
        Optional<String> modelName,
        Optional<String> aliasTopic,
        Optional<String> statusTopic,
        Duration keepPrevious,
        Duration startTimeout) {

    /** A store that joined a group, skipped to the end or read aborted records would not hold what the topic holds. */
    private static final Set<String> RESERVED = Set.of(
            ConsumerConfig.GROUP_ID_CONFIG,
            ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
            ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG);

    /** @throws StoreException naming everything that is wrong */
    public StoreSettings {
        kafka = Map.copyOf(kafka);
        List<String> problems = new ArrayList<>();
        if (kafka.getOrDefault(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, "").isBlank()) {
            problems.add("kafka." + ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG + " is not set");
        }
        RESERVED.stream()
                .filter(kafka::containsKey)
                .sorted()
                .forEach(key -> problems.add("kafka." + key + " is set, but the store decides it"));
        if (registry.url().isBlank()) {
            problems.add("registry.url is not set");
        }
        if (embeddingTopic.isBlank()) {
            problems.add("embeddingTopic is empty");
        }
        if (snapshotTopic.isPresent() && snapshotTopic.get().isBlank()) {
            problems.add("snapshotTopic is empty");
        }
        if (snapshotTopic.isPresent() && snapshotTopic.get().equals(embeddingTopic)) {
            problems.add("snapshotTopic and embeddingTopic are both " + embeddingTopic);
        }
        if (modelName.isPresent() && modelName.get().isBlank()) {
            problems.add("modelName is empty");
        }
        if (keepPrevious.isNegative()) {
            problems.add("keepPrevious = " + keepPrevious + ", must not be negative");
        }
        if (startTimeout.isNegative() || startTimeout.isZero()) {
            problems.add("startTimeout = " + startTimeout + ", must be positive");
        }
        if (!problems.isEmpty()) {
            throw new StoreException("settings of the embedding store: " + String.join("; ", problems));
        }
    }

    /** The default topics, any model, ten minutes for the topic before a switch, 30 seconds to start. */
    public static StoreSettings of(String bootstrapServers, String registryUrl) {
        return new StoreSettings(
                Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
                RegistrySettings.of(registryUrl),
                TopicNames.DEFAULT.metaEmbeddings(),
                Optional.of(TopicNames.DEFAULT.modelSnapshots()),
                Optional.empty(),
                Optional.of(TopicNames.DEFAULT.aliases()),
                Optional.of(TopicNames.DEFAULT.status()),
                Duration.ofMinutes(10),
                Duration.ofSeconds(30));
    }

    public StoreSettings withKafka(String key, String value) {
        Map<String, String> more = new HashMap<>(kafka);
        more.put(key, value);
        return with(copy -> copy.kafka = more);
    }

    public StoreSettings withRegistry(RegistrySettings newRegistry) {
        return with(copy -> copy.registry = newRegistry);
    }

    public StoreSettings withEmbeddingTopic(String topic) {
        return with(copy -> copy.embeddingTopic = topic);
    }

    public StoreSettings withSnapshotTopic(String topic) {
        return with(copy -> copy.snapshotTopic = Optional.of(topic));
    }

    /** Unknown entities then have no embedding at all. */
    public StoreSettings withoutSnapshotTopic() {
        return with(copy -> copy.snapshotTopic = Optional.empty());
    }

    public StoreSettings withModelName(String name) {
        return with(copy -> copy.modelName = Optional.of(name));
    }

    public StoreSettings withAliasTopic(String topic) {
        return with(copy -> copy.aliasTopic = Optional.of(topic));
    }

    /** The embedding topic is read under its own name, whatever is promoted. */
    public StoreSettings withoutAliasTopic() {
        return with(copy -> copy.aliasTopic = Optional.empty());
    }

    public StoreSettings withStatusTopic(String topic) {
        return with(copy -> copy.statusTopic = Optional.of(topic));
    }

    public StoreSettings withKeepPrevious(Duration time) {
        return with(copy -> copy.keepPrevious = time);
    }

    public StoreSettings withStartTimeout(Duration timeout) {
        return with(copy -> copy.startTimeout = timeout);
    }

    private StoreSettings with(Consumer<Copy> change) {
        Copy copy = new Copy(this);
        change.accept(copy);
        return copy.settings();
    }

    /** One that can be changed. */
    private static final class Copy {
        private Map<String, String> kafka;
        private RegistrySettings registry;
        private String embeddingTopic;
        private Optional<String> snapshotTopic;
        private Optional<String> modelName;
        private Optional<String> aliasTopic;
        private Optional<String> statusTopic;
        private Duration keepPrevious;
        private Duration startTimeout;

        Copy(StoreSettings settings) {
            kafka = settings.kafka;
            registry = settings.registry;
            embeddingTopic = settings.embeddingTopic;
            snapshotTopic = settings.snapshotTopic;
            modelName = settings.modelName;
            aliasTopic = settings.aliasTopic;
            statusTopic = settings.statusTopic;
            keepPrevious = settings.keepPrevious;
            startTimeout = settings.startTimeout;
        }

        StoreSettings settings() {
            return new StoreSettings(
                    kafka,
                    registry,
                    embeddingTopic,
                    snapshotTopic,
                    modelName,
                    aliasTopic,
                    statusTopic,
                    keepPrevious,
                    startTimeout);
        }
    }

    /** Names no values of the Kafka settings: there may be passwords among them. */
    @Override
    public String toString() {
        return "StoreSettings[kafka=" + kafka.keySet() + ", registry=" + registry + ", embeddingTopic=" + embeddingTopic
                + ", snapshotTopic=" + snapshotTopic.orElse("none") + ", modelName=" + modelName.orElse("any") + "]";
    }
}
