package io.metarefresh.cli.produce;

import io.metarefresh.cli.CommandException;
import io.metarefresh.dataset.Dataset;
import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.schemas.TopicNames;
import io.metarefresh.snapshot.EntityKind;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Produces a data set's interactions as if they happened now, at a steady rate: a stream for demonstrations and load. */
public final class LiveProducer implements AutoCloseable {
    private final Dataset data;
    private final TopicWriter writer;
    private final ProfileChanges profiles;

    /**
     * @param client settings of Kafka's producer, the brokers' addresses among them
     * @param schemaIds ids by subject
     * @param entity whose embeddings the job refreshes
     */
    public LiveProducer(
            Map<String, String> client,
            TopicNames topics,
            Map<String, Integer> schemaIds,
            Dataset data,
            EntityKind entity) {
        this.data = data;
        this.profiles = new ProfileChanges(data, entity);
        this.writer = new TopicWriter(client, topics, schemaIds, Duration.ofMillis(5));
    }

    /**
     * Produces the interactions in their order, from the first again when they are used up. Each has the time of its producing and an
     * id of its own, so that a second run adds to the first.
     *
     * @param events how many
     * @param eventsPerSecond above 0
     */
    public void produce(long events, double eventsPerSecond) throws CommandException, InterruptedException {
        SteadyRate rate = new SteadyRate(eventsPerSecond);
        String run = Long.toString(System.currentTimeMillis(), 36);
        for (long i = 0; i < events; i++) {
            rate.await(i);
            int place = (int) (i % data.interactions().size());
            produce(data.interactions().get(place), run + "-" + i);
        }
        writer.flush();
    }

    private void produce(Interaction row, String eventId) throws CommandException {
        long now = System.currentTimeMillis();
        Optional<Features> profile = profiles.before(row);
        if (profile.isPresent()) {
            writer.profile(row.memberId(), profile.get(), now);
        }
        writer.interaction(new Interaction(
                eventId, 0, row.memberId(), row.itemId(), now, row.label(), row.weight(), row.context()));
    }

    @Override
    public void close() {
        writer.close();
    }
}
