package io.metarefresh.client;

import java.time.Instant;

/**
 * Told of changes after they can be read, by threads of the store: one call at a time for all listeners of a store, not always the same
 * thread. Return soon, and wait for nothing of the store: the next record and a switch wait for it. What a listener throws is logged and
 * changes nothing.
 */
public interface StoreListener {

    /**
     * An entity's embedding was set or replaced.
     *
     * @param writtenAt the record's Kafka timestamp: when the broker took it, on a topic with LogAppendTime
     */
    default void onUpdate(String entityId, EntityEmbedding embedding, Instant writtenAt) {}

    /** An entity's embedding was removed by a tombstone. */
    default void onRemoval(String entityId, Instant writtenAt) {}

    /**
     * Another topic is served from now on. Of what it held before there are no updates: read what is of interest anew. No call for the
     * topic before comes after this one.
     *
     * @param embeddingTopic the topic
     */
    default void onSwitch(String embeddingTopic) {}

    /** The store cannot go on; it answers from what it holds, which grows older from now on. */
    default void onFailure(Throwable cause) {}
}
