package io.metarefresh.cli.local;

import io.metarefresh.client.MetaEmbeddingStore;
import io.metarefresh.client.StoreSettings;
import io.metarefresh.dataset.Dataset;
import io.metarefresh.dataset.TimeSplit;
import io.metarefresh.encoding.InputContract;
import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.interaction.InteractionOrder;
import io.metarefresh.interaction.SupportSetRules;
import io.metarefresh.local.LocalBroker;
import io.metarefresh.local.LocalRegistry;
import io.metarefresh.schemas.ConfluentSchemaRegistry;
import io.metarefresh.schemas.RegistrySettings;
import io.metarefresh.schemas.SchemaRegistry;
import io.metarefresh.schemas.SnapshotActivation;
import io.metarefresh.schemas.Subjects;
import io.metarefresh.schemas.TopicAdmin;
import io.metarefresh.schemas.TopicNames;
import io.metarefresh.schemas.Topics;
import io.metarefresh.snapshot.EntityKind;
import io.metarefresh.snapshot.Loss;
import io.metarefresh.snapshot.Manifest;
import io.metarefresh.snapshot.Snapshot;
import io.metarefresh.snapshot.SnapshotReader;
import io.metarefresh.snapshot.SnapshotWriter;
import io.metarefresh.training.MetaTrainer;
import io.metarefresh.training.TrainingSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of the demonstration, from free ports to the check at the end. Whatever was started is ended by {@link #close}, last started
 * first.
 */
public final class LocalRun implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalRun.class);
    private static final Duration START_DEADLINE = Duration.ofMinutes(2);
    private static final Duration END_DEADLINE = Duration.ofSeconds(20);
    private static final int PARTITIONS = 4;
    private static final String MODEL_NAME = "local";

    private final LocalSettings settings;
    private final Dataset data;
    private final Screen screen;
    private final TopicNames topics = TopicNames.DEFAULT;
    private final Deque<AutoCloseable> started = new ArrayDeque<>();

    public LocalRun(LocalSettings settings, Dataset data, Screen screen) {
        this.settings = settings;
        this.data = data;
        this.screen = screen;
    }

    /** A snapshot and where it lies. */
    private record Placed(Path directory, Snapshot snapshot) {}

    /** Broker and registry, up. */
    private record Stack(LocalBroker broker, LocalRegistry registry) {}

    /**
     * Runs all of it.
     *
     * @return whether everything is accounted for and the embeddings agree
     * @throws InterruptedException when the user ends it
     */
    public boolean run() throws Exception {
        FreePorts ports = FreePorts.of(settings);
        TimeSplit split = TimeSplit.of(data, settings.share());
        WorkDirectory work = started(WorkDirectory.create());
        Placed placed;
        Stack stack;
        ExecutorService starters = Executors.newCachedThreadPool(task -> new Thread(task, "local-start"));
        try {
            Future<LocalBroker> broker = starters.submit(() -> startBroker(ports.kafka(), work.resolve("kafka")));
            Future<LocalRegistry> registry = starters.submit(() -> startRegistry(ports.registry()));
            placed = settings.snapshot() == null ? train(split.first(), work.resolve("snapshot")) : load();
            stack = new Stack(result(broker), result(registry));
        } finally {
            awaitEnd(starters);
        }
        String kafka = stack.broker().bootstrapServers();
        createTopics(kafka);
        Map<String, Integer> schemaIds = registerSchemas(stack.registry().url());
        return play(placed, kafka, stack.registry().url(), schemaIds, ports, split, work);
    }

    private LocalBroker startBroker(int port, Path directory) {
        LocalBroker broker =
                started(LocalBroker.start(LocalBroker.Settings.in(directory).withPort(port)));
        screen.step("Kafka broker (KRaft) on " + broker.bootstrapServers());
        return broker;
    }

    private LocalRegistry startRegistry(int port) {
        LocalRegistry registry = started(LocalRegistry.start(port));
        screen.step("schema registry on " + registry.url());
        return registry;
    }

    private static <T> T result(Future<T> future) throws Exception {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** A server that is still starting when something else fails is waited for, so that it can be ended. */
    private static void awaitEnd(ExecutorService starters) throws InterruptedException {
        starters.shutdown();
        if (Thread.interrupted()) {
            starters.shutdownNow();
        }
        try {
            starters.awaitTermination(START_DEADLINE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            starters.shutdownNow();
            starters.awaitTermination(END_DEADLINE.toSeconds(), TimeUnit.SECONDS);
            throw e;
        }
    }

    private Placed train(Dataset first, Path directory) throws Exception {
        screen.step(String.format(
                Locale.ROOT,
                "training a snapshot on the first %,d of %,d interactions",
                first.interactions().size(),
                data.interactions().size()));
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Snapshot trained = MetaTrainer.train(first, TrainingSettings.quick(MODEL_NAME, now), progress -> {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("training was interrupted");
            }
            screen.step(String.format(
                    Locale.ROOT,
                    "  pass %d: validation loss %.4f, un-adapted %.4f",
                    progress.pass(),
                    progress.validationLoss(),
                    progress.unadaptedLoss()));
        });
        SnapshotWriter.write(directory, trained.manifest(), trained.tensors(), trained.vocabularies());
        return new Placed(directory, SnapshotReader.read(directory));
    }

    private Placed load() throws Exception {
        Snapshot snapshot = SnapshotReader.read(settings.snapshot());
        screen.step("snapshot " + settings.snapshot() + ": model "
                + snapshot.manifest().modelName() + ", version "
                + snapshot.manifest().modelVersion());
        return new Placed(settings.snapshot(), snapshot);
    }

    private void createTopics(String kafka) throws LocalRunException {
        try (TopicAdmin admin = new TopicAdmin(Map.of("bootstrap.servers", kafka))) {
            for (TopicAdmin.Result result : admin.create(Topics.all(topics, Topics.Sizing.of(PARTITIONS, (short) 1)))) {
                if (!result.asDefined()) {
                    throw new LocalRunException(
                            "topic " + result.topic() + ": " + String.join("; ", result.differences()));
                }
            }
        }
    }

    private Map<String, Integer> registerSchemas(String url) throws Exception {
        try (SchemaRegistry registry = new ConfluentSchemaRegistry(RegistrySettings.of(url))) {
            Map<String, Integer> ids = Subjects.register(registry, Subjects.of(topics));
            screen.step("created 5 topics, registered " + ids.size() + " schemas");
            return ids;
        }
    }

    private boolean play(
            Placed placed,
            String kafka,
            String registryUrl,
            Map<String, Integer> schemaIds,
            FreePorts ports,
            TimeSplit split,
            WorkDirectory work)
            throws Exception {
        Manifest manifest = placed.snapshot().manifest();
        boolean byItem = manifest.entity() == EntityKind.ITEM;
        Duration linger = Double.isInfinite(settings.eventsPerSecond()) ? Duration.ofMillis(5) : Duration.ZERO;
        TopicWriter writer = started(new TopicWriter(kafka, topics, schemaIds, linger));
        Figures figures = new Figures(new Predictions(threshold(manifest)));
        MetaEmbeddingStore store = started(MetaEmbeddingStore.open(
                StoreSettings.of(kafka, registryUrl).withModelName(manifest.modelName()), figures));
        Playback playback = started(new Playback(placed.snapshot(), store, writer, figures, data));
        announce(placed, writer, playback.defaultEmbedding());
        RunningJob job = started(RunningJob.start(jobSettings(placed, kafka, registryUrl, ports.flink(), work)));
        screen.step("Flink job started, web UI on http://127.0.0.1:" + ports.flink());
        TopicEnds ends = started(
                new TopicEnds(kafka, List.of(topics.interactions(), topics.memberProfiles(), topics.metaEmbeddings())));
        Stillness stillness = new Stillness(job, store, ends, topics);

        List<Interaction> history = relevantHistory(split.first().interactions(), manifest);
        List<Interaction> rest = split.rest().interactions();
        List<Interaction> produced = new ArrayList<>(history);
        produced.addAll(rest);
        if (!byItem) {
            produceProfiles(produced, writer);
        }
        playback.history(history);
        stillness.await();
        screen.step(String.format(
                Locale.ROOT,
                "history replayed: %,d interactions, %,d members with an embedding; the first %.1f s after the start",
                history.size(),
                store.size(),
                screen.secondsAt(figures.firstRefreshNanos())));
        screen.step(String.format(
                Locale.ROOT,
                "playing %,d interactions %s",
                rest.size(),
                Double.isInfinite(settings.eventsPerSecond())
                        ? "at full speed"
                        : String.format(Locale.ROOT, "at %.0f a second", settings.eventsPerSecond())));
        JobCounts counts;
        try (LiveDisplay display = new LiveDisplay(screen, job, store, ends, topics, figures, rest.size())) {
            display.start();
            playback.play(rest, settings.eventsPerSecond());
            counts = stillness.await();
            display.drawLast();
        }
        Agreement agreement = Agreement.of(placed.snapshot(), new Dataset(produced, data.profiles()), store);
        boolean good = new FinalReport(screen)
                .print(counts, produced.size(), ends.of(topics.interactions()), agreement, figures);
        if (!settings.exitWhenDone()) {
            screen.line("Kafka " + kafka + ", registry " + registryUrl + " and http://127.0.0.1:" + ports.flink()
                    + " stay up; Ctrl-C ends everything.");
            awaitInterrupt();
        }
        return good;
    }

    private static float threshold(Manifest manifest) {
        return manifest.innerLoop().loss() == Loss.LOGISTIC ? 0.5f : 0;
    }

    private static void awaitInterrupt() throws InterruptedException {
        Object never = new Object();
        synchronized (never) {
            while (true) {
                never.wait();
            }
        }
    }

    private void announce(Placed placed, TopicWriter writer, float[] defaultEmbedding) throws Exception {
        Manifest manifest = placed.snapshot().manifest();
        List<Float> vector = new ArrayList<>(defaultEmbedding.length);
        for (float value : defaultEmbedding) {
            vector.add(value);
        }
        writer.activation(SnapshotActivation.newBuilder()
                .setModelName(manifest.modelName())
                .setModelVersion(manifest.modelVersion())
                .setUri(placed.directory().toAbsolutePath().toUri().toString())
                .setSha256(SnapshotReader.manifestSha256(placed.directory()))
                .setActivatedAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
                .setDefaultEmbedding(vector)
                .build());
        writer.flush();
    }

    private Map<String, String> jobSettings(
            Placed placed, String kafka, String registryUrl, int flinkPort, WorkDirectory work) {
        Map<String, String> job = new HashMap<>();
        job.put("job.name", "metarefresh-local");
        job.put("job.parallelism", "2");
        job.put("kafka.bootstrap-servers", kafka);
        job.put("registry.url", registryUrl);
        job.put("snapshot.uri", placed.directory().toAbsolutePath().toUri().toString());
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

    /** The rows of the first part that can matter: newer ones only ever push rows out of a support set. */
    private static List<Interaction> relevantHistory(List<Interaction> first, Manifest manifest) {
        SupportSetRules rules = InputContract.of(manifest).supportSetRules();
        boolean byItem = manifest.entity() == EntityKind.ITEM;
        Map<String, List<Interaction>> byEntity = new HashMap<>();
        for (Interaction row : first) {
            byEntity.computeIfAbsent(byItem ? row.itemId() : row.memberId(), id -> new ArrayList<>())
                    .add(row);
        }
        Set<Interaction> relevant = Collections.newSetFromMap(new IdentityHashMap<>());
        byEntity.values().forEach(rows -> {
            List<Interaction> ordered = new ArrayList<>(rows);
            ordered.sort(InteractionOrder.BY_TIME);
            relevant.addAll(rules.select(ordered));
        });
        return first.stream().filter(relevant::contains).toList();
    }

    /** A profile is older than everything its member does. */
    private void produceProfiles(List<Interaction> produced, TopicWriter writer) throws LocalRunException {
        Set<String> done = new HashSet<>();
        for (Interaction row : produced) {
            Features profile = data.profile(row.memberId());
            if (done.add(row.memberId()) && !profile.isEmpty()) {
                writer.profile(row.memberId(), profile, Math.max(0, row.eventTimeMillis() - 1));
            }
        }
        writer.flush();
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
