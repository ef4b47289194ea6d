package io.metarefresh.dashboard;

import io.metarefresh.client.Heartbeats;
import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.schemas.JobHeartbeat;
import io.metarefresh.schemas.MetaEmbedding;
import io.metarefresh.schemas.SnapshotActivation;
import io.metarefresh.snapshot.EntityKind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A bounded picture of what was read from the topics: of the {@link #ENTITIES} entities that acted last, the last two minutes by
 * second, and the newest of everything else. Threads may write and read at any time.
 */
final class LiveView implements AutoCloseable {
    /** Entities kept. */
    static final int ENTITIES = 5000;

    private static final int SNAPSHOTS = 20;
    /** The last time that JavaScript's Date has, in milliseconds since 1970. */
    private static final long MAX_TIME_MILLIS = 8_640_000_000_000_000L;

    private final EntityKind kind;
    private final PublishedLift lift;
    private final RecentEntities entities = new RecentEntities(ENTITIES);
    private final CountsBySecond interactions = new CountsBySecond();
    private final CountsBySecond embeddings = new CountsBySecond();
    private final CountsBySecond refused = new CountsBySecond();
    private final TopicFreshness freshness = new TopicFreshness();
    private final DeadLetters deadLetters = new DeadLetters();
    private final Heartbeats heartbeats = new Heartbeats();
    private final Deque<SnapshotActivation> snapshots = new ArrayDeque<>();
    private final PrincipalComponents projection = new PrincipalComponents();
    private long unreadable;
    private long newestVersion = Long.MIN_VALUE;

    /**
     * @param kind whose embeddings are in the topic
     * @param predictor closed by {@link #close}; null where no snapshot is at hand: then there is no {@link #lift}
     */
    LiveView(EntityKind kind, Predictor predictor) {
        this.kind = kind;
        this.lift = predictor == null ? null : new PublishedLift(predictor);
    }

    /** One that cannot be shown or that the model cannot encode, which the job refuses, counts as {@link #unreadable}. */
    synchronized void interaction(Interaction interaction, long writtenAtMillis, long nowMillis) {
        if (!canBeShown(interaction) || (lift != null && lift.violation(interaction) != null)) {
            unreadable++;
            return;
        }
        interactions.add(writtenAtMillis);
        String id = kind.idOf(interaction);
        EntityHistory entity = entities.of(id);
        if (entity.forgot(interaction.eventTimeMillis())) {
            return;
        }
        entity.interaction(interaction, writtenAtMillis);
        PublishedEmbedding including = null;
        for (PublishedEmbedding publication : entity.publications()) {
            if (publication.asOfMillis() >= interaction.eventTimeMillis()
                    && publication.writtenAtMillis() >= writtenAtMillis) {
                including = publication;
                break;
            }
        }
        if (including == null) {
            freshness.interaction(id, interaction.eventTimeMillis(), writtenAtMillis);
        } else {
            freshness.measured(writtenAtMillis, including.writtenAtMillis());
        }
        if (lift != null) {
            lift.interaction(entity, interaction, writtenAtMillis, nowMillis);
        }
    }

    private static boolean canBeShown(Interaction interaction) {
        return interaction.eventTimeMillis() >= 0
                && interaction.eventTimeMillis() <= MAX_TIME_MILLIS
                && Float.isFinite(interaction.label())
                && Float.isFinite(interaction.weight());
    }

    synchronized void embedding(MetaEmbedding embedding, long writtenAtMillis) {
        embeddings.add(writtenAtMillis);
        newestVersion = Math.max(newestVersion, embedding.getModelVersion());
        EntityHistory entity = entities.of(embedding.getEntityId());
        if (entity.forgot(embedding.getAsOf().toEpochMilli())) {
            return;
        }
        PublishedEmbedding publication = PublishedEmbedding.of(embedding, writtenAtMillis, entity.newest());
        entity.publication(publication);
        freshness.publication(entity.id(), publication.asOfMillis(), writtenAtMillis);
    }

    /** @param atMillis everything up to and including this time is erased */
    synchronized void forgotten(String entityId, long atMillis) {
        entities.of(entityId).forget(atMillis);
        freshness.forget(entityId);
    }

    /** One that the model cannot encode, which the job refuses, counts as {@link #unreadable}. */
    synchronized void profile(String entityId, Features profile) {
        if (lift != null && lift.violation(entityId, profile) != null) {
            unreadable++;
            return;
        }
        entities.of(entityId).profile(profile);
    }

    synchronized void deadLetter(DeadLetters.Letter letter) {
        refused.add(letter.writtenAtMillis());
        deadLetters.add(letter);
    }

    synchronized void heartbeat(String key, JobHeartbeat heartbeat, long writtenAtMillis) {
        heartbeats.apply(key, heartbeat, writtenAtMillis);
    }

    synchronized void silent(String heartbeatKey) {
        heartbeats.remove(heartbeatKey);
    }

    synchronized void snapshot(SnapshotActivation activation) {
        snapshots.addFirst(activation);
        if (snapshots.size() > SNAPSHOTS) {
            snapshots.removeLast();
        }
    }

    /** The newest version of which an embedding was seen, where that is newer than the one that predicts. */
    synchronized OptionalLong newerPublished() {
        return lift != null && newestVersion > lift.modelVersion()
                ? OptionalLong.of(newestVersion)
                : OptionalLong.empty();
    }

    /** The last announcement of a snapshot, among those kept. */
    synchronized Optional<SnapshotActivation> announced(String modelName, long modelVersion) {
        return snapshots.stream()
                .filter(activation -> activation.getModelVersion() == modelVersion
                        && activation.getModelName().equals(modelName))
                .findFirst();
    }

    /**
     * Predicts with another snapshot from now on.
     *
     * @return the one before, which is not used any more and which the caller closes
     */
    synchronized Predictor predictWith(Predictor next) {
        return lift.predictWith(next);
    }

    /** A record that is not what its topic is for. */
    synchronized void unreadable() {
        unreadable++;
    }

    /** What depends on time alone. */
    synchronized void advance(long nowMillis) {
        if (lift != null) {
            lift.advance(nowMillis);
        }
    }

    /** The whole page but a single entity, as values that JSON has: see {@link StateDocument}. */
    synchronized Map<String, Object> state(long nowMillis) {
        List<EntityHistory> published = entities.published();
        return new StateDocument(nowMillis)
                .counts(entities.size(), unreadable)
                .throughput(interactions, embeddings, refused)
                .freshness(freshness)
                .lift(lift)
                .deadLetters(deadLetters)
                .jobs(heartbeats.jobs(nowMillis))
                .snapshots(snapshots, published)
                .map(published, projection)
                .asMap();
    }

    /** What was seen of one entity; empty where it is not among those kept. */
    synchronized Optional<Map<String, Object>> entity(String id, long nowMillis) {
        return Optional.ofNullable(entities.find(id)).map(entity -> EntityDocument.of(entity, nowMillis));
    }

    /** Ids that begin so, at most {@code limit}, the one that acted last first. */
    synchronized List<String> idsWith(String prefix, int limit) {
        List<String> ids = new ArrayList<>();
        for (EntityHistory entity : entities.published()) {
            if (entity.id().startsWith(prefix)) {
                ids.add(entity.id());
                if (ids.size() == limit) {
                    break;
                }
            }
        }
        return ids;
    }

    /** Closes what predicts; nothing may follow. */
    @Override
    public synchronized void close() {
        if (lift != null) {
            lift.close();
        }
    }
}
