package io.metarefresh.cli.local;

import io.metarefresh.cli.agreement.Agreement;
import io.metarefresh.cli.offline.EntitySupportSets;
import io.metarefresh.cli.produce.TopicWriter;
import io.metarefresh.client.MetaEmbeddingStore;
import io.metarefresh.client.StoreSettings;
import io.metarefresh.dashboard.Dashboard;
import io.metarefresh.dataset.Dataset;
import io.metarefresh.dataset.TimeSplit;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.job.flink.SnapshotFiles;
import io.metarefresh.schemas.ConfluentSchemaRegistry;
import io.metarefresh.schemas.RegistrySettings;
import io.metarefresh.schemas.SchemaRegistry;
import io.metarefresh.schemas.TopicNames;
import io.metarefresh.snapshot.Loss;
import io.metarefresh.snapshot.Manifest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of the demonstration, from free ports to the check at the end. Whatever was started is ended by {@link #close}, last started
 * first.
 */
public final class LocalRun implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalRun.class);

    private final LocalSettings settings;
    private final Dataset data;
    private final Console console;
    private final TopicNames topics = TopicNames.DEFAULT;
    private final Deque<AutoCloseable> started = new ArrayDeque<>();

    public LocalRun(LocalSettings settings, Dataset data, Console console) {
        this.settings = settings;
        this.data = data;
        this.console = console;
    }

    /**
     * Runs all of it.
     *
     * @return whether everything is accounted for and the embeddings agree
     * @throws InterruptedException when the user ends it
     */
    public boolean run() throws Exception {
        FreePorts ports = FreePorts.of(settings);
        WorkDirectory work = started(WorkDirectory.create());
        LocalStack stack = started(LocalStack.start(ports, work.resolve("kafka"), console));
        TimeSplit split = TimeSplit.of(data, settings.share());
        StoredSnapshot placed = snapshot(split.first(), work);
        stack.createTopics(topics);
        Map<String, Integer> schemaIds = stack.registerSchemas(topics);
        console.step("created 7 topics, registered " + schemaIds.size() + " schemas");
        LatestStatistics newest = new LatestStatistics();
        Dashboard page = started(page(placed, stack, ports.http(), newest));
        console.step("live page on " + page.url());
        return play(placed, stack, schemaIds, split, jobSettings(placed, stack, ports.flink(), work), newest);
    }

    private StoredSnapshot snapshot(Dataset first, WorkDirectory work) throws Exception {
        if (settings.snapshot() != null) {
            return StoredSnapshot.load(settings.snapshot(), console);
        }
        step(
                "training a snapshot on the first %,d of %,d interactions",
                first.interactions().size(), data.interactions().size());
        return StoredSnapshot.train(first, work.resolve("snapshot"), console);
    }

    private boolean play(
            StoredSnapshot placed,
            LocalStack stack,
            Map<String, Integer> schemaIds,
            TimeSplit split,
            Map<String, String> jobSettings,
            LatestStatistics newest)
            throws Exception {
        String kafka = stack.bootstrapServers();
        Manifest manifest = placed.snapshot().manifest();
        boolean fullSpeed = Double.isInfinite(settings.eventsPerSecond());
        TopicWriter writer =
                started(new TopicWriter(kafka, topics, schemaIds, fullSpeed ? Duration.ofMillis(5) : Duration.ZERO));
        PlaybackCounters counters = new PlaybackCounters(new Predictions(threshold(manifest)));
        MetaEmbeddingStore store = started(MetaEmbeddingStore.open(
                StoreSettings.of(kafka, stack.registryUrl()).withModelName(manifest.modelName()), counters));
        Playback playback = started(new Playback(placed.snapshot(), store, writer, counters, data));
        writer.activation(placed.activation(playback.defaultEmbedding()));
        RunningJob job = started(RunningJob.start(jobSettings));
        String webUi = "http://127.0.0.1:" + jobSettings.get("flink.rest.port");
        console.step("Flink job started, web UI on " + webUi);
        TopicEnds ends = started(
                new TopicEnds(kafka, List.of(topics.interactions(), topics.memberProfiles(), topics.metaEmbeddings())));
        Quiescence quiescence = new Quiescence(job, store, ends, topics);

        List<Interaction> history = relevantHistory(split.first().interactions(), manifest);
        playback.history(history);
        quiescence.await();
        step(
                "history replayed: %,d interactions, %,d members with an embedding; the first %.1f s after the start",
                history.size(), store.size(), console.secondsAt(counters.firstRefreshNanos()));

        List<Interaction> rest = split.rest().interactions();
        step(
                "playing %,d interactions %s",
                rest.size(),
                fullSpeed
                        ? "at full speed"
                        : String.format(Locale.ROOT, "at %.0f a second", settings.eventsPerSecond()));
        JobCounts counts;
        try (LiveDisplay display = new LiveDisplay(console, newest, job, store, ends, topics, counters, rest.size())) {
            display.start();
            playback.play(rest, settings.eventsPerSecond());
            counts = quiescence.await();
            display.drawLast();
        }
        List<Interaction> produced = new ArrayList<>(history);
        produced.addAll(rest);
        Agreement agreement = Agreement.of(placed.snapshot(), new Dataset(produced, data.profiles()), store);
        boolean good = new FinalReport(console)
                .print(counts, produced.size(), ends.of(topics.interactions()), agreement, counters);
        if (!settings.exitWhenDone()) {
            console.line("Kafka on " + kafka + ", the registry on " + stack.registryUrl() + " and Flink on " + webUi
                    + " stay up; Ctrl-C ends everything.");
            awaitInterrupt();
        }
        return good;
    }

    private Dashboard page(StoredSnapshot placed, LocalStack stack, int port, LatestStatistics newest)
            throws Exception {
        SchemaRegistry registry = started(new ConfluentSchemaRegistry(RegistrySettings.of(stack.registryUrl())));
        return Dashboard.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                Map.of("bootstrap.servers", stack.bootstrapServers()),
                registry,
                topics,
                placed.snapshot().manifest().entity(),
                placed.snapshot(),
                SnapshotFiles::load,
                Map.of("/figures", query -> Optional.of(newest.byName())));
    }

    private void step(String format, Object... arguments) {
        console.step(String.format(Locale.ROOT, format, arguments));
    }

    /** Labels of a squared loss have no natural threshold: their mean. */
    private float threshold(Manifest manifest) {
        return manifest.innerLoop().loss() == Loss.LOGISTIC
                ? 0.5f
                : (float) data.interactions().stream()
                        .mapToDouble(Interaction::label)
                        .average()
                        .orElse(0);
    }

    private static void awaitInterrupt() throws InterruptedException {
        Object never = new Object();
        synchronized (never) {
            while (true) {
                never.wait();
            }
        }
    }

    private static Map<String, String> jobSettings(
            StoredSnapshot placed, LocalStack stack, int flinkPort, WorkDirectory work) throws Exception {
        Map<String, String> job = new HashMap<>();
        job.put("job.name", "metarefresh-local");
        job.put("job.parallelism", "2");
        job.put("kafka.bootstrap-servers", stack.bootstrapServers());
        job.put("registry.url", stack.registryUrl());
        job.put("snapshot.uri", placed.uri());
        job.put("entity", placed.snapshot().manifest().entity().name().toLowerCase(Locale.ROOT));
        job.put("checkpoint.interval", "2 s");
        job.put("checkpoint.directory", work.resolve("checkpoints").toUri().toString());
        job.put("flink.rest.port", Integer.toString(flinkPort));
        job.put("flink.rest.bind-port", Integer.toString(flinkPort));
        job.put("flink.rest.address", "127.0.0.1");
        job.put("flink.rest.bind-address", "127.0.0.1");
        job.put("flink.io.tmp.dirs", work.resolve("flink").toString());
        // Counts travel with the heartbeats.
        job.put("flink.heartbeat.interval", "500 ms");
        return job;
    }

    /** The rows of the first part that are still in a support set at its end: no other can come back into one. */
    private static List<Interaction> relevantHistory(List<Interaction> first, Manifest manifest) {
        Set<Interaction> relevant = Collections.newSetFromMap(new IdentityHashMap<>());
        EntitySupportSets.of(manifest, first).values().forEach(set -> relevant.addAll(set.rows()));
        return first.stream().filter(relevant::contains).toList();
    }

    private synchronized <T extends AutoCloseable> T started(T server) {
        started.push(server);
        return server;
    }

    /** Ends whatever was started. */
    @Override
    public synchronized void close() {
        while (!started.isEmpty()) {
            AutoCloseable last = started.pop();
            try {
                last.close();
            } catch (Exception e) {
                LOG.info("closing {} failed", last.getClass().getSimpleName(), e);
            }
        }
    }
}
