package io.metarefresh.cli.local;

import io.metarefresh.client.EntityEmbedding;
import io.metarefresh.client.StoreListener;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** What is counted while interactions are played. Told by the recommender and, as a listener, by the store. */
final class PlaybackCounters implements StoreListener {
    private final EndToEndFreshness freshness = new EndToEndFreshness();
    private final Predictions predictions;
    private final AtomicLong played = new AtomicLong();
    private final AtomicLong refreshesSeen = new AtomicLong();
    private volatile long firstRefreshNanos;

    PlaybackCounters(Predictions predictions) {
        this.predictions = predictions;
    }

    EndToEndFreshness freshness() {
        return freshness;
    }

    Predictions predictions() {
        return predictions;
    }

    void played() {
        played.incrementAndGet();
    }

    /** Interactions played so far. */
    long playedSoFar() {
        return played.get();
    }

    /** Embeddings that became readable so far. */
    long refreshesSeen() {
        return refreshesSeen.get();
    }

    /** When the first embedding became readable, as a {@link System#nanoTime}. */
    long firstRefreshNanos() {
        return firstRefreshNanos;
    }

    @Override
    public void onUpdate(String entityId, EntityEmbedding embedding, Instant writtenAt) {
        long now = System.nanoTime();
        if (refreshesSeen.incrementAndGet() == 1) {
            firstRefreshNanos = now;
        }
        freshness.visible(entityId, embedding.asOf().toEpochMilli(), now);
    }
}
