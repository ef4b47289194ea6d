package io.metarefresh.benchmarks;

import io.metarefresh.benchmarks.figures.Spread;
import io.metarefresh.benchmarks.job.MeasuredJob;
import io.metarefresh.benchmarks.job.Variant;
import io.metarefresh.benchmarks.load.Arrivals;
import io.metarefresh.benchmarks.load.Pauses;
import io.metarefresh.benchmarks.load.Sample;
import io.metarefresh.benchmarks.load.Sender;
import io.metarefresh.benchmarks.load.Visibility;
import io.metarefresh.benchmarks.stack.Stack;
import io.metarefresh.benchmarks.workload.EventStream;
import io.metarefresh.benchmarks.workload.EventWriter;
import io.metarefresh.benchmarks.workload.Workload;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.schemas.TopicNames;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The job on topics of its own, its support sets full, under a load that is sent while it runs. */
final class LiveJob implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofMinutes(5);
    private static final long BACKLOG = 20_000;

    private final Workload workload;
    private final EventStream stream;
    private final EventWriter writer;
    private final MeasuredJob job;
    private final Visibility visibility;
    private final Pauses pauses;
    private final Sender sender;

    /**
     * What a load came to.
     *
     * @param samples of the events that were due after the beginning that is discarded
     */
    record Phase(
            List<Sample> samples,
            List<Sample> besideCollections,
            List<Sample> besideCheckpoints,
            int collections,
            double longestCollectionMillis,
            int checkpoints,
            double longestCheckpointMillis) {}

    /**
     * Fills the support sets and returns when the job has read them.
     *
     * @param name of the run and its topics
     * @param more settings of the job, stronger than the others
     */
    LiveJob(Stack stack, Path snapshot, String name, Workload workload, JobSettings settings, Map<String, String> more)
            throws Exception {
        this.workload = workload;
        TopicNames topics = Stack.topics(name);
        Map<String, Integer> schemaIds = stack.create(topics);
        stream = new EventStream(workload);
        writer = new EventWriter(stack.bootstrapServers(), topics, schemaIds, Duration.ZERO);
        fill();
        Map<String, String> config = settings.toConfig(stack, topics, snapshot);
        config.putAll(more);
        job = MeasuredJob.start(Variant.JOB, name, config);
        job.await("filling the support sets", DEADLINE, () -> job.eventsRead() >= workload.prefillEvents());
        visibility = new Visibility(
                stack.bootstrapServers(),
                stack.registryUrl(),
                topics.metaEmbeddings(),
                Stack.PARTITIONS,
                settings.minInterval());
        pauses = new Pauses(job);
        sender = new Sender(writer, visibility);
    }

    private void fill() {
        for (int member = 0; member < workload.members(); member++) {
            writer.profile(stream.profile(member));
        }
        for (int member = 0; member < workload.members(); member++) {
            for (int row = 0; row < workload.supportRows(); row++) {
                writer.event(stream.of(member));
            }
        }
        writer.flush();
    }

    EventStream stream() {
        return stream;
    }

    /** Events per second while there are always more than the job can take; the first window's time before is warm-up. */
    Spread saturate(int windows, Duration length) throws Exception {
        Thread load = new Thread(
                () -> sender.saturate(length.multipliedBy(windows + 1L), BACKLOG, stream::next, job::eventsRead),
                "saturating-load");
        load.start();
        TimeUnit.MILLISECONDS.sleep(length.toMillis());
        List<Double> rates = new ArrayList<>();
        long events = job.eventsRead();
        long nanos = System.nanoTime();
        for (int w = 0; w < windows; w++) {
            // A little earlier than the load ends.
            TimeUnit.MILLISECONDS.sleep(length.toMillis() - 20);
            long eventsNow = job.eventsRead();
            long nanosNow = System.nanoTime();
            rates.add((eventsNow - events) / ((nanosNow - nanos) / 1e9));
            events = eventsNow;
            nanos = nanosNow;
        }
        load.join();
        visibility.awaitAll(DEADLINE);
        job.checkAlive();
        return Spread.of(rates);
    }

    /** @param discard events that are due in this first time of the phase are sent and do not count */
    Phase phase(Arrivals arrivals, Duration discard, Duration length, Supplier<Interaction> events) throws Exception {
        pauses.reset();
        long countedFrom = System.nanoTime() + discard.toNanos();
        sender.send(arrivals, discard.plus(length), events);
        List<Sample> samples = visibility.awaitAll(DEADLINE).stream()
                .filter(sample -> sample.dueNanos() >= countedFrom)
                .toList();
        job.checkAlive();
        if (job.deadLetters() > 0) {
            throw new IllegalStateException(
                    job.deadLetters() + " events were refused; the workload has none to refuse");
        }
        return new Phase(
                samples,
                pauses.besideCollections(samples),
                pauses.besideCheckpoints(samples),
                pauses.collectionCount(),
                pauses.longestCollectionMillis(),
                pauses.checkpointCount(),
                pauses.longestCheckpointMillis());
    }

    @Override
    public void close() throws Exception {
        pauses.close();
        visibility.close();
        job.close();
        writer.close();
    }
}
