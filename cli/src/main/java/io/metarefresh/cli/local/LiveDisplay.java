package io.metarefresh.cli.local;

import io.metarefresh.client.MetaEmbeddingStore;
import io.metarefresh.schemas.TopicNames;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Draws the figures once a second, on a thread of its own. */
final class LiveDisplay implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveDisplay.class);
    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final Console console;
    private final LatestStatistics newest;
    private final RunningJob job;
    private final MetaEmbeddingStore store;
    private final TopicEnds ends;
    private final TopicNames topics;
    private final PlaybackCounters counters;
    private final int toPlay;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "live-display"));

    private long drawnNanos = System.nanoTime();
    private long playedBefore;
    private long refreshesBefore;

    LiveDisplay(
            Console console,
            LatestStatistics newest,
            RunningJob job,
            MetaEmbeddingStore store,
            TopicEnds ends,
            TopicNames topics,
            PlaybackCounters counters,
            int toPlay) {
        this.console = console;
        this.newest = newest;
        this.job = job;
        this.store = store;
        this.ends = ends;
        this.topics = topics;
        this.counters = counters;
        this.toPlay = toPlay;
        this.refreshesBefore = counters.refreshesSeen();
    }

    void start() {
        timer.scheduleAtFixedRate(this::tick, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Draws once more, now that all has come through. */
    void drawLast() throws Exception {
        timer.shutdown();
        timer.awaitTermination(5, TimeUnit.SECONDS);
        draw();
    }

    private void tick() {
        try {
            draw();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            // A missing figure must not end the run. What is really wrong, the main thread finds and reports.
            LOG.info("no figures this time", e);
        }
    }

    private void draw() throws Exception {
        JobCounts counts = job.counts();
        long lag = Math.max(
                0, ends.of(topics.interactions()) - counts.interactions().read());
        long now = System.nanoTime();
        double seconds = (now - drawnNanos) / 1e9;
        long played = counters.playedSoFar();
        long refreshes = counters.refreshesSeen();
        double eventsPerSecond = (played - playedBefore) / seconds;
        double refreshesPerSecond = (refreshes - refreshesBefore) / seconds;
        drawnNanos = now;
        playedBefore = played;
        refreshesBefore = refreshes;
        EndToEndFreshness.Percentiles freshness = counters.freshness().recent();
        Predictions.Areas areas = counters.predictions().areas();
        newest.show(new LiveStatistics(
                played,
                toPlay,
                eventsPerSecond,
                refreshesPerSecond,
                freshness.p50Millis(),
                freshness.p99Millis(),
                store.size(),
                counts.deadLetters(),
                lag,
                areas.published(),
                areas.unadapted()));
        console.live(
                List.of(
                        text("played         %,d of %,d interactions", played, toPlay),
                        text("events/s       %,.0f", eventsPerSecond),
                        text("refreshes/s    %,.0f", refreshesPerSecond),
                        text(
                                "freshness      p50 %s   p99 %s   (event produced → embedding visible)",
                                millis(freshness.p50Millis()), millis(freshness.p99Millis())),
                        text("members        %,d with an embedding", store.size()),
                        text("dead letters   %,d", counts.deadLetters()),
                        text("consumer lag   %,d", lag),
                        text(
                                "AUC so far     %s published   %s un-adapted",
                                auc(areas.published()), auc(areas.unadapted()))),
                text(
                        "played %,d/%,d | %,.0f events/s | %,.0f refreshes/s | freshness p50 %s p99 %s | members %,d"
                                + " | dead letters %,d | lag %,d | AUC %s published, %s un-adapted",
                        played,
                        toPlay,
                        eventsPerSecond,
                        refreshesPerSecond,
                        millis(freshness.p50Millis()),
                        millis(freshness.p99Millis()),
                        store.size(),
                        counts.deadLetters(),
                        lag,
                        auc(areas.published()),
                        auc(areas.unadapted())));
    }

    static String millis(double millis) {
        return Double.isNaN(millis) ? "–" : text(millis < 10 ? "%.1f ms" : "%,.0f ms", millis);
    }

    static String auc(double area) {
        return Double.isNaN(area) ? "–" : text("%.4f", area);
    }

    private static String text(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }

    @Override
    public void close() {
        timer.shutdownNow();
        try {
            if (!timer.awaitTermination(5, TimeUnit.SECONDS)) {
                LOG.info("the display's thread does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        console.settle();
    }
}
