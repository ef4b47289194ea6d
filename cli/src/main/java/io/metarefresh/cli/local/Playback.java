package io.metarefresh.cli.local;

import io.metarefresh.cli.CommandException;
import io.metarefresh.cli.produce.ProfileChanges;
import io.metarefresh.cli.produce.SteadyRate;
import io.metarefresh.cli.produce.TopicWriter;
import io.metarefresh.client.EntityEmbedding;
import io.metarefresh.client.MetaEmbeddingStore;
import io.metarefresh.dataset.Dataset;
import io.metarefresh.innerloop.InnerLoop;
import io.metarefresh.innerloop.Scorer;
import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.snapshot.EntityKind;
import io.metarefresh.snapshot.Snapshot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Plays interactions as a recommender meets them: reads the entity's current embedding from the store, predicts with the global
 * block, and then produces what happened. For one thread.
 */
final class Playback implements AutoCloseable {
    private final MetaEmbeddingStore store;
    private final TopicWriter writer;
    private final PlaybackCounters counters;
    private final Dataset data;
    private final EntityKind kind;
    private final InnerLoop innerLoop;
    private final Scorer scorer;
    private final Map<String, Unadapted> unadapted = new HashMap<>();
    private final ProfileChanges profiles;

    private record Unadapted(Features profile, float[] embedding) {}

    Playback(Snapshot snapshot, MetaEmbeddingStore store, TopicWriter writer, PlaybackCounters counters, Dataset data) {
        this.store = store;
        this.writer = writer;
        this.counters = counters;
        this.data = data;
        this.kind = snapshot.manifest().entity();
        this.profiles = new ProfileChanges(data, kind);
        this.innerLoop = new InnerLoop(snapshot);
        this.scorer = new Scorer(snapshot);
    }

    /** The embedding of an entity of which nothing is known. */
    float[] defaultEmbedding() throws CommandException {
        float[] embedding = innerLoop.unadapted("", Features.NONE);
        if (embedding == null) {
            throw new CommandException("the snapshot's un-adapted embedding is not finite");
        }
        return embedding;
    }

    /** Produces what lies before the part that is played, without predicting. */
    void history(List<Interaction> rows) throws CommandException {
        for (Interaction row : rows) {
            counters.freshness().skip(entity(row), row.eventTimeMillis());
            produce(row);
        }
        writer.flush();
    }

    /** Plays the rows in their order at that pace. */
    void play(List<Interaction> rows, double eventsPerSecond) throws CommandException, InterruptedException {
        SteadyRate rate = new SteadyRate(eventsPerSecond);
        for (int i = 0; i < rows.size(); i++) {
            rate.await(i);
            play(rows.get(i));
        }
        writer.flush();
    }

    private void play(Interaction row) throws CommandException {
        String entity = entity(row);
        float[] before = unadapted(entity, row);
        EntityEmbedding held = store.get(entity).orElse(null);
        float[] published = held == null ? defaultEmbedding() : held.vector();
        float[] predictions = scorer.predict(List.of(published, before), List.of(row, row));
        counters.predictions().add(predictions[0], predictions[1], row.label());
        counters.freshness().produced(entity, row.eventTimeMillis(), System.nanoTime());
        produce(row);
        counters.played();
    }

    private float[] unadapted(String entity, Interaction row) throws CommandException {
        Features profile =
                kind == EntityKind.MEMBER ? data.profiles().before(entity, row.eventTimeMillis()) : Features.NONE;
        Unadapted known = unadapted.get(entity);
        if (known == null || known.profile() != profile) {
            float[] embedding = innerLoop.unadapted(entity, profile);
            known = new Unadapted(profile, embedding == null ? defaultEmbedding() : embedding);
            unadapted.put(entity, known);
        }
        return known.embedding();
    }

    /** A profile is older than the interaction after it. */
    private void produce(Interaction row) throws CommandException {
        Optional<Features> profile = profiles.before(row);
        if (profile.isPresent()) {
            writer.profile(row.memberId(), profile.get(), Math.max(0, row.eventTimeMillis() - 1));
        }
        writer.interaction(row);
    }

    private String entity(Interaction row) {
        return kind.idOf(row);
    }

    @Override
    public void close() {
        scorer.close();
        innerLoop.close();
    }
}
