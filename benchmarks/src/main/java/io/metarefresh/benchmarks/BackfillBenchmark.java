package io.metarefresh.benchmarks;

import io.metarefresh.benchmarks.figures.Machine;
import io.metarefresh.benchmarks.figures.ResultLine;
import io.metarefresh.benchmarks.figures.Spread;
import io.metarefresh.benchmarks.figures.Table;
import io.metarefresh.benchmarks.job.MeasuredJob;
import io.metarefresh.benchmarks.job.Replay;
import io.metarefresh.benchmarks.stack.Stack;
import io.metarefresh.benchmarks.workload.EventStream;
import io.metarefresh.benchmarks.workload.EventWriter;
import io.metarefresh.benchmarks.workload.Workload;
import io.metarefresh.schemas.TopicNames;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Events per second of a backfill beside the live job at {@code min-interval} 0 and beside the backfill's own state without inner loop
 * and output, over the same topic.
 *
 * <p>A backfill counts from the first event read until the last member's embedding is on the output topic; state alone until the last
 * event is in it. The live job reads the
 * same topic from its beginning and is measured in a window after a warm-up: its support sets are not full yet, in its favour.
 */
@Command(
        name = "backfill",
        description = "Events per second of a backfill, beside the live job and beside the same without inner loop.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class BackfillBenchmark implements Callable<Integer> {
    private static final Duration DEADLINE = Duration.ofMinutes(10);

    @Mixin
    private final Extent extent = new Extent(new Extent.Defaults(10_000, 3), new Extent.Defaults(10_000, 2));

    @Mixin
    private JobOptions jobOptions;

    @Option(names = "--events", description = "Events on the topic; default 3000000, with --quick 1000000.")
    private Long events;

    private final Reporting report = new Reporting(System.out);

    /** What a variant reached, and from when the last event was read to when all was published. */
    private static final class Findings {
        private final List<Double> eventsPerSecond = new ArrayList<>();
        private final List<Double> publishSeconds = new ArrayList<>();
    }

    @Override
    public Integer call() throws Exception {
        Workload workload = Workload.standard(extent.members());
        TopicNames topics = Stack.topics("backfill");
        JobSettings settings = jobOptions.settings(Duration.ZERO, Duration.ofSeconds(5));
        report.print(Machine.line());
        try (Stack stack = Stack.start()) {
            Path snapshot = ReferenceModel.write(stack.directory());
            Map<String, Integer> schemaIds = stack.create(topics);
            produce(stack, topics, schemaIds, workload);
            Runner runner = new Runner(
                    stack,
                    topics.metaEmbeddings(),
                    settings.toConfig(stack, topics, snapshot),
                    stack.endsByPartition(topics.interactions()));
            runner.run(Replay.BACKFILL, "discarded");
            Map<Replay, Findings> all = new EnumMap<>(Replay.class);
            List<Replay> order = new ArrayList<>(Arrays.asList(Replay.values()));
            for (int round = 1; round <= extent.rounds(); round++) {
                for (Replay variant : order) {
                    Findings one = runner.run(variant, "round " + round);
                    Findings findings = all.computeIfAbsent(variant, v -> new Findings());
                    findings.eventsPerSecond.addAll(one.eventsPerSecond);
                    findings.publishSeconds.addAll(one.publishSeconds);
                }
                Collections.rotate(order, 1);
            }
            print(settings, all);
            report.print(json(workload, settings, all));
        }
        return 0;
    }

    private long events() {
        return events != null ? events : extent.quick() ? 1_000_000 : 3_000_000;
    }

    private Duration liveWarmUp() {
        return Duration.ofSeconds(extent.quick() ? 4 : 8);
    }

    private Duration liveWindow() {
        return Duration.ofSeconds(extent.quick() ? 4 : 8);
    }

    private void produce(Stack stack, TopicNames topics, Map<String, Integer> schemaIds, Workload workload) {
        EventStream stream = new EventStream(workload);
        try (EventWriter writer = new EventWriter(stack.bootstrapServers(), topics, schemaIds, Duration.ofMillis(20))) {
            for (int member = 0; member < extent.members(); member++) {
                writer.profile(stream.profile(member));
            }
            for (long event = 0; event < events(); event++) {
                writer.event(stream.next());
            }
            writer.flush();
            report.step(
                    "produced %,d profiles and %,d events of %.1f bytes",
                    extent.members(), writer.eventCount(), writer.meanEventBytes());
        }
    }

    /** Runs variants over the same topic. */
    private final class Runner {
        private final Stack stack;
        private final String output;
        private final Map<String, String> config;
        private final String ends;

        Runner(Stack stack, String output, Map<String, String> config, String ends) {
            this.stack = stack;
            this.output = output;
            this.config = config;
            this.ends = ends;
        }

        Findings run(Replay variant, String round) throws Exception {
            Findings findings = new Findings();
            long publishedBefore = published();
            try (MeasuredJob job = variant.start(variant + " " + round, config, ends)) {
                job.await("the first event", DEADLINE, () -> job.eventsHandled() > 0);
                long startNanos = System.nanoTime();
                if (variant == Replay.LIVE) {
                    findings.eventsPerSecond.add(window(job));
                } else {
                    job.await("the last event", DEADLINE, () -> job.eventsHandled() >= events());
                    long readNanos = System.nanoTime();
                    long endNanos = readNanos;
                    if (variant == Replay.BACKFILL) {
                        job.await(
                                "the last embedding",
                                DEADLINE,
                                () -> published() >= publishedBefore + extent.members());
                        endNanos = System.nanoTime();
                        findings.publishSeconds.add((endNanos - readNanos) / 1e9);
                    }
                    findings.eventsPerSecond.add(events() * 1e9 / (endNanos - startNanos));
                }
            }
            report.step("%s, %s: %,.0f events/s", round, variant.title(), findings.eventsPerSecond.get(0));
            return findings;
        }

        private long published() {
            try {
                return stack.endOffsets(output);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        private double window(MeasuredJob job) throws Exception {
            TimeUnit.NANOSECONDS.sleep(liveWarmUp().toNanos());
            long before = job.eventsHandled();
            long beforeNanos = System.nanoTime();
            TimeUnit.NANOSECONDS.sleep(liveWindow().toNanos());
            long after = job.eventsHandled();
            double seconds = (System.nanoTime() - beforeNanos) / 1e9;
            job.checkAlive();
            if (after >= events()) {
                throw new IllegalStateException(
                        "the live job has read all " + events() + " events; more with --events");
            }
            return (after - before) / seconds;
        }
    }

    private static double median(Map<Replay, Findings> all, Replay variant) {
        return Spread.of(all.get(variant).eventsPerSecond).median();
    }

    private static double ratio(Map<Replay, Findings> all, Replay to) {
        return median(all, Replay.BACKFILL) / median(all, to);
    }

    private void print(JobSettings settings, Map<Replay, Findings> all) {
        Table table = new Table(
                settings.backendName() + ", parallelism " + settings.parallelism(),
                "events/s",
                "last event to last embedding, s");
        all.forEach((variant, findings) -> table.row(
                variant.title(),
                Spread.of(findings.eventsPerSecond).show("%,.0f"),
                findings.publishSeconds.isEmpty()
                        ? "–"
                        : Spread.of(findings.publishSeconds).show("%.2f")));
        report.print("");
        report.print(table);
        report.print(String.format(
                Locale.ROOT,
                "backfill : live job %.2f (target 5), backfill : state, then discarded %.2f (target 0.8)",
                ratio(all, Replay.LIVE),
                ratio(all, Replay.STATE_ONLY)));
    }

    private String json(Workload workload, JobSettings job, Map<Replay, Findings> all) {
        Map<String, Object> settings = new LinkedHashMap<>(workload.toMap());
        settings.putAll(job.toMap());
        settings.put("model", "R1");
        settings.put("events", events());
        settings.put("rounds", extent.rounds());
        settings.put("live_warm_up_s", liveWarmUp().toSeconds());
        settings.put("live_window_s", liveWindow().toSeconds());
        settings.put("quick", extent.quick());
        ResultLine line = new ResultLine("backfill", settings);
        all.forEach((variant, findings) -> {
            Map<String, Object> figures = new LinkedHashMap<>();
            figures.put("events_per_s", Spread.of(findings.eventsPerSecond).toMap());
            if (!findings.publishSeconds.isEmpty()) {
                figures.put(
                        "last_event_to_last_embedding_s",
                        Spread.of(findings.publishSeconds).toMap());
            }
            line.put(variant.name().toLowerCase(Locale.ROOT), figures);
        });
        return line.put("ratio_to_live", ratio(all, Replay.LIVE))
                .put("ratio_to_state_only", ratio(all, Replay.STATE_ONLY))
                .toString();
    }
}
