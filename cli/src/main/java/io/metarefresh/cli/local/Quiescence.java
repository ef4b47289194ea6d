package io.metarefresh.cli.local;

import io.metarefresh.cli.CommandException;
import io.metarefresh.client.MetaEmbeddingStore;
import io.metarefresh.schemas.TopicNames;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Waits until everything that was produced is read by the job, accounted for, published, and read by the store, and nothing has changed for
 * a while.
 */
final class Quiescence {
    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration UNCHANGED_FOR = Duration.ofMillis(1500);
    /** And so many looks: a process that was itself suspended for that time has seen nothing. */
    private static final int UNCHANGED_LOOKS = 6;

    private static final Duration GIVE_UP_AFTER = Duration.ofSeconds(90);

    private final RunningJob job;
    private final MetaEmbeddingStore store;
    private final TopicEnds ends;
    private final TopicNames topics;

    /** What is compared from poll to poll. */
    private record State(JobCounts counts, long interactions, long profiles, long embeddings) {}

    Quiescence(RunningJob job, MetaEmbeddingStore store, TopicEnds ends, TopicNames topics) {
        this.job = job;
        this.store = store;
        this.ends = ends;
        this.topics = topics;
    }

    /**
     * Returns the job's counts when all is still.
     *
     * @throws CommandException when the job has ended, or nothing moves for {@code GIVE_UP_AFTER} although something is outstanding
     */
    JobCounts await() throws Exception {
        State last = null;
        long since = System.nanoTime();
        int looks = 0;
        while (true) {
            job.checkAlive();
            State now = new State(
                    job.counts(),
                    ends.of(topics.interactions()),
                    ends.of(topics.memberProfiles()),
                    ends.of(topics.metaEmbeddings()));
            if (!now.equals(last)) {
                last = now;
                since = System.nanoTime();
                looks = 0;
            }
            looks++;
            Duration unchanged = Duration.ofNanos(System.nanoTime() - since);
            boolean all = now.counts.interactions().read() == now.interactions
                    && now.counts.profilesRead() == now.profiles
                    && now.counts.interactions().addsUp()
                    && now.counts.published() <= now.embeddings;
            if (all
                    && looks >= UNCHANGED_LOOKS
                    && unchanged.compareTo(UNCHANGED_FOR) >= 0
                    && store.awaitCaughtUp(GIVE_UP_AFTER)) {
                return now.counts;
            }
            if (unchanged.compareTo(GIVE_UP_AFTER) > 0) {
                throw new CommandException(
                        "nothing has moved for " + GIVE_UP_AFTER.toSeconds() + " s: the job has read "
                                + now.counts.interactions().read() + " of " + now.interactions + " interactions and "
                                + now.counts.profilesRead()
                                + " of " + now.profiles + " profiles");
            }
            TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
        }
    }
}
