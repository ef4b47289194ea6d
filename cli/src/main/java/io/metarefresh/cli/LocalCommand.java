package io.metarefresh.cli;

import io.metarefresh.cli.local.Console;
import io.metarefresh.cli.local.LocalRun;
import io.metarefresh.cli.local.LocalSettings;
import io.metarefresh.dataset.Dataset;
import io.metarefresh.dataset.OnlineFeatures;
import io.metarefresh.dataset.SyntheticInteractions;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.snapshot.EntityKind;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code metarefresh local}: all of it on this machine. */
@Command(
        name = "local",
        description = {
            "Starts a real Kafka broker, a real schema registry and a Flink cluster with the job, and plays interactions as a"
                    + " recommender would: read the member's embedding, predict, produce what happened.",
            "The earlier part of the data trains the snapshot and is replayed as history; the rest is played. At the end,"
                    + " every interaction must be accounted for and every embedding must be what 'adapt' computes."
        },
        showDefaultValues = true,
        mixinStandardHelpOptions = true)
final class LocalCommand extends Subcommand {
    /** Synthetic data for a first look: seconds of training, and half a minute to watch at the default rate. */
    private static final SyntheticInteractions.Settings SYNTHETIC = new SyntheticInteractions.Settings(
            400, 20_000, 1000, 1, Instant.parse("2024-01-01T00:00:00Z"), Duration.ofHours(6));

    private static final Duration CLOSING = Duration.ofSeconds(30);

    @Option(names = "--data", paramLabel = "FILE", description = "Interactions file; synthetic data when absent.")
    private Path data;

    @Option(
            names = "--snapshot",
            paramLabel = "DIR",
            description = "Snapshot to use; one is trained on the earlier part of the data when absent.")
    private Path snapshot;

    @Option(
            names = "--share",
            paramLabel = "SHARE",
            defaultValue = "0.7",
            description = "Share of the interactions, the earliest ones, that is history.")
    private double share;

    @Option(
            names = "--rate",
            paramLabel = "EVENTS/S",
            defaultValue = "200",
            description = "Interactions played per second; 0 or max for full speed.")
    private String rate;

    @Option(
            names = "--kafka-port",
            paramLabel = "PORT",
            defaultValue = "9092",
            description = "Port of the broker; 0 for a free one.")
    private int kafkaPort;

    @Option(
            names = "--registry-port",
            paramLabel = "PORT",
            defaultValue = "8081",
            description = "Port of the schema registry; 0 for a free one.")
    private int registryPort;

    @Option(
            names = "--flink-port",
            paramLabel = "PORT",
            defaultValue = "8082",
            description = "Port of Flink's web UI; 0 for a free one.")
    private int flinkPort;

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            defaultValue = "8090",
            description = "Port of the live page, and of the figures as JSON under /figures; 0 for a free one.")
    private int httpPort;

    @Option(names = "--exit-when-done", description = "End after the check instead of waiting for Ctrl-C.")
    private boolean exitWhenDone;

    @Mixin
    private DataFileOptions checked;

    @Override
    public Integer call() throws Exception {
        LocalSettings settings = new LocalSettings(
                snapshot, share(), eventsPerSecond(), kafkaPort, registryPort, flinkPort, httpPort, exitWhenDone);
        PrintWriter out = out();
        Console console = new Console(out, Terminal.onOutput());
        Dataset dataset = dataset();
        CountDownLatch closed = new CountDownLatch(1);
        Thread main = Thread.currentThread();
        AtomicBoolean ending = new AtomicBoolean();
        Thread onSignal = new Thread(
                () -> {
                    ending.set(true);
                    main.interrupt();
                    awaitClosed(closed);
                },
                "ctrl-c");
        Runtime.getRuntime().addShutdownHook(onSignal);
        try (LocalRun run = new LocalRun(settings, dataset, console)) {
            try {
                return run.run() ? 0 : 1;
            } catch (Exception e) {
                // After Ctrl-C a failure is a consequence of the interrupt.
                if (!ending.get()) {
                    throw e;
                }
                sayEnding(out);
                return 1;
            } finally {
                // What is closed next must not be interrupted.
                Thread.interrupted();
            }
        } finally {
            closed.countDown();
            removeHook(onSignal);
        }
    }

    private static void sayEnding(PrintWriter out) {
        out.println();
        out.println("ending the job, the broker and the registry");
        out.flush();
    }

    private static void awaitClosed(CountDownLatch closed) {
        try {
            closed.await(CLOSING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is shutting down already, and runs the hook.
        }
    }

    private double share() {
        if (!(share > 0 && share < 1)) {
            throw wrongUsage("--share must be between 0 and 1, not " + share);
        }
        return share;
    }

    private double eventsPerSecond() {
        if (rate.equals("max")) {
            return Double.POSITIVE_INFINITY;
        }
        double events;
        try {
            events = Double.parseDouble(rate);
        } catch (NumberFormatException e) {
            events = Double.NaN;
        }
        if (!(events >= 0)) {
            throw wrongUsage("--rate must be a number of events per second, 0 or max, not '" + rate + "'");
        }
        return events == 0 ? Double.POSITIVE_INFINITY : events;
    }

    private Dataset dataset() throws Exception {
        PrintWriter err = err();
        Dataset read =
                data == null ? OnlineFeatures.log(SyntheticInteractions.generate(SYNTHETIC)) : checked.read(data, err);
        Path shown = data == null ? Path.of("synthetic data") : data;
        Interaction newest = read.interactions().get(read.interactions().size() - 1);
        if (newest.eventTimeMillis() > System.currentTimeMillis()) {
            throw new CommandException(shown + ": event '" + newest.eventId() + "' is of "
                    + Instant.ofEpochMilli(newest.eventTimeMillis()) + ", in the future: the job would refuse it");
        }
        if (snapshot == null) {
            return checked.oncePerEvent(shown, read, EntityKind.MEMBER, err);
        }
        return checked.conforming(
                shown, read, LoadedSnapshot.read(snapshot).snapshot().manifest(), err);
    }
}
