package io.metarefresh.dashboard;

import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * What was seen of one entity lately: its newest {@value #KEPT} interactions and publications. Topics are read side by side, so that what
 * was forgotten can be read after the forgetting: its time is kept, and nothing up to it is taken in, as readers do.
 */
final class EntityHistory {
    static final int KEPT = 64;

    private final String id;
    private final Deque<Seen> interactions = new ArrayDeque<>();
    private final Deque<PublishedEmbedding> publications = new ArrayDeque<>();
    private Features profile = Features.NONE;
    private long forgottenAtMillis = Long.MIN_VALUE;

    /** An interaction and the Kafka timestamp of its record. */
    record Seen(Interaction interaction, long writtenAtMillis) {}

    EntityHistory(String id) {
        this.id = id;
    }

    String id() {
        return id;
    }

    Features profile() {
        return profile;
    }

    void profile(Features features) {
        profile = features;
    }

    /** Whether what has this time was forgotten. */
    boolean forgot(long timeMillis) {
        return timeMillis <= forgottenAtMillis;
    }

    /** One that was not {@link #forgot}. */
    void interaction(Interaction interaction, long writtenAtMillis) {
        interactions.addLast(new Seen(interaction, writtenAtMillis));
        if (interactions.size() > KEPT) {
            interactions.removeFirst();
        }
    }

    /** One that was not {@link #forgot}. */
    void publication(PublishedEmbedding publication) {
        publications.addLast(publication);
        if (publications.size() > KEPT) {
            publications.removeFirst();
        }
    }

    /** Nothing up to that time stays; of the profile the profiles topic tells, which has a null value or a newer one. */
    void forget(long atMillis) {
        forgottenAtMillis = Math.max(forgottenAtMillis, atMillis);
        interactions.removeIf(seen -> forgot(seen.interaction().eventTimeMillis()));
        publications.removeIf(publication -> forgot(publication.asOfMillis()));
    }

    /** The publication that readers hold now; null before the first. */
    PublishedEmbedding newest() {
        return publications.peekLast();
    }

    /** What a reader held when a record with that Kafka timestamp was written; null where nothing was seen from before. */
    PublishedEmbedding heldBefore(long writtenAtMillis) {
        Iterator<PublishedEmbedding> newestFirst = publications.descendingIterator();
        while (newestFirst.hasNext()) {
            PublishedEmbedding publication = newestFirst.next();
            if (publication.writtenAtMillis() < writtenAtMillis) {
                return publication;
            }
        }
        return null;
    }

    Iterable<Seen> interactions() {
        return interactions;
    }

    Iterable<PublishedEmbedding> publications() {
        return publications;
    }
}
