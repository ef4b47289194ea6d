package io.metarefresh.client;

import io.metarefresh.schemas.ConfluentSchemaRegistry;
import io.metarefresh.schemas.SchemaRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;

/**
 * A live, in-memory view of the embedding topic: reads it from the beginning, follows it, and answers by entity.
 *
 * <p>A record is applied unless its (model_version, as_of) is smaller than the one held; on equality the later offset wins. A
 * tombstone removes the embedding; one that forgets (header {@code forgotten-at}) also bars records that are not newer. Every
 * instance reads all partitions for itself: there is no consumer group. Only committed records are read.
 *
 * <p>Every method may be called from many threads. A broker or registry that is away is waited for, and the store answers from what
 * it holds; {@link #lag} and the log tell. What waiting cannot mend (refused credentials, a topic that was cut or created
 * anew) ends the reading: see {@link #failure}.
 *
 * <pre>{@code
 * try (var store = MetaEmbeddingStore.open(StoreSettings.of("broker:9092", "http://registry:8081"))) {
 *     store.awaitCaughtUp(Duration.ofMinutes(5));
 *     float[] vector = store.get(entityId).orElseThrow().vector();
 * }
 * }</pre>
 */
public final class MetaEmbeddingStore implements AutoCloseable {
    private final ServedTopics topics;
    private final ControlReader control;
    private final SchemaRegistry controlRegistry;

    private MetaEmbeddingStore(ServedTopics topics, ControlReader control, SchemaRegistry controlRegistry) {
        this.topics = topics;
        this.control = control;
        this.controlRegistry = controlRegistry;
    }

    /**
     * Opens a store, which begins to read at once.
     *
     * @throws StoreException when the broker does not answer within the start timeout, or a topic does not exist
     */
    public static MetaEmbeddingStore open(StoreSettings settings, StoreListener... listeners) {
        return open(settings, () -> new ConfluentSchemaRegistry(settings.registry()), List.of(listeners));
    }

    static MetaEmbeddingStore open(
            StoreSettings settings, Supplier<SchemaRegistry> registries, List<StoreListener> listeners) {
        SchemaRegistry registry = registries.get();
        ControlReader control = null;
        try {
            control = new ControlReader(settings, registry);
            ServedTopics topics = new ServedTopics(settings, registries, listeners, control.target());
            control.start(topics::follow);
            return new MetaEmbeddingStore(topics, control, registry);
        } catch (KafkaException | StoreException e) {
            if (control != null) {
                control.close();
            }
            registry.close();
            throw e instanceof StoreException failed
                    ? failed
                    : new StoreException("embedding store: " + e.getMessage(), e);
        }
    }

    /**
     * The entity's embedding; for an unknown or forgotten entity the default of the snapshot ({@link EntityEmbedding#isDefault});
     * empty when there is no default either.
     */
    public Optional<EntityEmbedding> get(String entityId) {
        TopicReader reader = topics.current();
        EntityEmbedding own = reader.table().get(entityId);
        return Optional.ofNullable(own != null ? own : reader.defaults().current());
    }

    /**
     * The entity's embedding of one version of the model, for a ranker that must not mix versions while readers are switched: from the topic
     * that is served or, for {@link StoreSettings#keepPrevious} after a switch, from the one before it. For an entity without an
     * embedding of that version the version's default ({@link EntityEmbedding#isDefault}); empty when that is not known either.
     */
    public Optional<EntityEmbedding> get(String entityId, long modelVersion) {
        TopicReader now = topics.current();
        TopicReader before = topics.previous();
        EntityEmbedding found = ofVersion(now, entityId, modelVersion);
        if (found == null && before != null) {
            found = ofVersion(before, entityId, modelVersion);
        }
        return Optional.ofNullable(found != null ? found : now.defaults().ofVersion(modelVersion));
    }

    private static EntityEmbedding ofVersion(TopicReader reader, String entityId, long modelVersion) {
        EntityEmbedding own = reader.table().get(entityId);
        return own != null && own.modelVersion() == modelVersion ? own : null;
    }

    /** The topic that is served: the one that the alias names, once it has been read to its end. */
    public String embeddingTopic() {
        return topics.topic();
    }

    /**
     * The job that publishes to the topic that is served, as of its last heartbeats: tells a quiet stream from a dead job. Empty when none
     * was ever heard of.
     */
    public Optional<JobStatus> jobStatus() {
        return control.heartbeats().of(topics.topic(), System.currentTimeMillis());
    }

    /**
     * Waits until everything that was in the topics at the time of the call has been read.
     *
     * @return whether that came about within the timeout
     * @throws StoreException when the store has failed or is closed
     */
    public boolean awaitCaughtUp(Duration timeout) throws InterruptedException {
        try {
            topics.current().caughtUp().get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new StoreException(e.getCause().getMessage(), e.getCause());
        }
    }

    /** Entities that have an embedding of their own. */
    public int size() {
        return topics.current().table().size();
    }

    /** Records not read yet, as of the last answer of the broker; empty before the first. */
    public OptionalLong lag() {
        return topics.current().lag();
    }

    /** Records refused because something newer was held or the entity was forgotten. */
    public long rejectedAsStale() {
        return topics.current().table().refused();
    }

    /** Records that are not what the topics should hold; each is skipped, and logged with its coordinates. */
    public long badRecords() {
        return topics.current().badRecords();
    }

    /** Why the store has stopped reading, if it has. It still answers from what it holds. */
    public Optional<Throwable> failure() {
        return topics.current().failure();
    }

    /** Stops reading. The store still answers from what it holds. */
    @Override
    public void close() {
        control.close();
        topics.close();
        controlRegistry.close();
    }
}
