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

/**
 * A live, in-memory view of the embedding topic: reads it from the beginning, follows it, and answers by member.
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
 *     float[] vector = store.get(memberId).orElseThrow().vector();
 * }
 * }</pre>
 */
public final class MetaEmbeddingStore implements AutoCloseable {
    private final TopicReader reader;

    private MetaEmbeddingStore(TopicReader reader) {
        this.reader = reader;
    }

    /**
     * Opens a store, which begins to read at once.
     *
     * @throws StoreException when the broker does not answer within the start timeout, or a topic does not exist
     */
    public static MetaEmbeddingStore open(StoreSettings settings, StoreListener... listeners) {
        return open(settings, new ConfluentSchemaRegistry(settings.registry()), List.of(listeners));
    }

    static MetaEmbeddingStore open(StoreSettings settings, SchemaRegistry registry, List<StoreListener> listeners) {
        return new MetaEmbeddingStore(TopicReader.start(settings, registry, listeners));
    }

    /**
     * The member's embedding; for an unknown or forgotten member the default of the snapshot ({@link MemberEmbedding#isDefault});
     * empty when there is no default either.
     */
    public Optional<MemberEmbedding> get(String memberId) {
        MemberEmbedding own = reader.table().get(memberId);
        return Optional.ofNullable(own != null ? own : reader.defaults().current());
    }

    /**
     * Waits until everything that was in the topics at the time of the call has been read.
     *
     * @return whether that came about within the timeout
     * @throws StoreException when the store has failed or is closed
     */
    public boolean awaitCaughtUp(Duration timeout) throws InterruptedException {
        try {
            reader.caughtUp().get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new StoreException(e.getCause().getMessage(), e.getCause());
        }
    }

    /** Members that have an embedding of their own. */
    public int size() {
        return reader.table().size();
    }

    /** Records not read yet, as of the last answer of the broker; empty before the first. */
    public OptionalLong lag() {
        return reader.lag();
    }

    /** Records refused because something newer was held or the member was forgotten. */
    public long rejectedAsStale() {
        return reader.table().rejected();
    }

    /** Records that are not what the topics should hold; each is skipped, and logged with its coordinates. */
    public long badRecords() {
        return reader.badRecords();
    }

    /** Why the store has stopped reading, if it has. It still answers from what it holds. */
    public Optional<Throwable> failure() {
        return reader.failure();
    }

    /** Stops reading. The store still answers from what it holds. */
    @Override
    public void close() {
        reader.close();
    }
}
