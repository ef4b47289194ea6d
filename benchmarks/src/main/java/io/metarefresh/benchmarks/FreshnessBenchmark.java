package io.metarefresh.benchmarks;

import io.metarefresh.benchmarks.figures.LatencyChart;
import io.metarefresh.benchmarks.figures.Machine;
import io.metarefresh.benchmarks.figures.Quantiles;
import io.metarefresh.benchmarks.figures.ResultLine;
import io.metarefresh.benchmarks.figures.Spread;
import io.metarefresh.benchmarks.figures.Table;
import io.metarefresh.benchmarks.load.Arrivals;
import io.metarefresh.benchmarks.load.Sample;
import io.metarefresh.benchmarks.stack.Stack;
import io.metarefresh.benchmarks.workload.Workload;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * How long it takes from an event that is due to an embedding with it that a consumer has, at shares of the load that saturates the
 * job.
 */
@Command(
        name = "freshness",
        description = "Time from an event that is due to its embedding at a consumer, by load and delivery guarantee.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class FreshnessBenchmark implements Callable<Integer> {
    private static final double BURST_BASE = 0.25;
    private static final double BURST_FACTOR = 10;
    private static final double BURST_PERIOD_SECONDS = 5;
    private static final double BURST_SECONDS = 0.5;
    private static final Duration PACED_INTERVAL = Duration.ofSeconds(1);

    @Mixin
    private final Extent extent = new Extent(new Extent.Defaults(10_000, 3), new Extent.Defaults(2_000, 2));

    @Mixin
    private JobOptions jobOptions;

    @Option(
            names = "--checkpoint-interval-ms",
            defaultValue = "10000",
            description = "Default ${DEFAULT-VALUE}, as the job's.")
    private long checkpointIntervalMillis;

    @Option(names = "--out", description = "Directory for freshness.svg.")
    private Path out;

    private final Reporting report = new Reporting(System.out);

    /** A load as a share of saturation, and what each round found. */
    private static final class Load {
        private final String title;
        private final double share;
        private final boolean bursts;
        private final List<LiveJob.Phase> phases = new ArrayList<>();

        Load(String title, double share, boolean bursts) {
            this.title = title;
            this.share = share;
            this.bursts = bursts;
        }

        Arrivals arrivals(double saturation, long seed) {
            return bursts
                    ? Arrivals.bursts(share * saturation, BURST_FACTOR, BURST_PERIOD_SECONDS, BURST_SECONDS, seed)
                    : Arrivals.steady(share * saturation, seed);
        }

        Quantiles pooled(ToDoubleFunction<Sample> figure) {
            return Quantiles.of(phases.stream()
                    .flatMap(phase -> phase.samples().stream())
                    .mapToDouble(figure)
                    .toArray());
        }

        Spread byRound(double q) {
            return Spread.of(phases.stream()
                    .map(phase -> quantiles(phase.samples()).at(q))
                    .toList());
        }
    }

    private static Quantiles quantiles(List<Sample> samples) {
        return Quantiles.of(samples.stream().mapToDouble(Sample::latencyMillis).toArray());
    }

    @Override
    public Integer call() throws Exception {
        Workload workload = Workload.standard(extent.members());
        List<Load> loads = List.of(
                new Load("25 % of saturation", 0.25, false),
                new Load("50 % of saturation", 0.5, false),
                new Load("80 % of saturation", 0.8, false),
                new Load("ten-fold bursts on 25 %", BURST_BASE, true));
        Load paced = new Load("50 %, min-interval 1 s", 0.5, false);
        Load exactlyOnce = new Load("50 %, exactly-once", 0.5, false);
        Spread saturation;
        report.print(Machine.line());
        try (Stack stack = Stack.start()) {
            Path snapshot = ReferenceModel.write(stack.directory());
            report.step("broker %s, registry %s", stack.bootstrapServers(), stack.registryUrl());
            try (LiveJob job = new LiveJob(stack, snapshot, "freshness", workload, settings(Duration.ZERO), Map.of())) {
                report.step("support sets of %,d members full", workload.members());
                saturation = job.saturate(extent.quick() ? 2 : 3, Duration.ofSeconds(extent.quick() ? 4 : 6));
                report.step("saturated at %s events/s", saturation.show("%,.0f"));
                warmUp(job, saturation.median());
                report.step("warmed up at half of that");
                for (int round = 0; round < extent.rounds(); round++) {
                    for (Load load : loads) {
                        run(job, load, saturation.median(), round);
                    }
                }
            }
            try (LiveJob job =
                    new LiveJob(stack, snapshot, "freshness-paced", workload, settings(PACED_INTERVAL), Map.of())) {
                warmUp(job, saturation.median());
                run(job, paced, saturation.median(), 0);
            }
            Map<String, String> transactions =
                    Map.of("delivery.guarantee", "exactly-once", "delivery.transactional-id-prefix", "freshness");
            try (LiveJob job = new LiveJob(
                    stack, snapshot, "freshness-exactly-once", workload, settings(Duration.ZERO), transactions)) {
                warmUp(job, saturation.median());
                run(job, exactlyOnce, saturation.median(), 0);
            }
        }
        List<Load> all = new ArrayList<>(loads);
        all.add(exactlyOnce);
        all.add(paced);
        print(all, paced);
        draw(all);
        report.print(json(workload, saturation, all, paced));
        return 0;
    }

    private void warmUp(LiveJob job, double saturation) throws Exception {
        job.phase(Arrivals.steady(saturation / 2, 999), Duration.ZERO, warmUp(), job.stream()::next);
    }

    private void run(LiveJob job, Load load, double saturation, int round) throws Exception {
        LiveJob.Phase phase =
                job.phase(load.arrivals(saturation, 1000L + round), discard(), length(), job.stream()::next);
        load.phases.add(phase);
        Quantiles found = quantiles(phase.samples());
        report.step(
                "%s, round %d: %,d events, p50 %.1f ms, p99 %.1f ms, max %.0f ms; %d collections (longest %.0f ms), %d checkpoints"
                        + " (longest %.0f ms); p99 beside collections %s, beside checkpoints %s",
                load.title,
                round + 1,
                found.count(),
                found.at(0.5),
                found.at(0.99),
                found.max(),
                phase.collections(),
                phase.longestCollectionMillis(),
                phase.checkpoints(),
                phase.longestCheckpointMillis(),
                show(p99(phase.besideCollections())),
                show(p99(phase.besideCheckpoints())));
    }

    /** Null where no sample is left. */
    private static Double p99(List<Sample> samples) {
        return samples.isEmpty() ? null : Double.valueOf(quantiles(samples).at(0.99));
    }

    private static String show(Double millis) {
        return millis == null ? "no event left" : String.format(Locale.ROOT, "%.1f ms", millis);
    }

    private JobSettings settings(Duration minInterval) {
        return jobOptions.settings(minInterval, Duration.ofMillis(checkpointIntervalMillis));
    }

    private Duration warmUp() {
        return Duration.ofSeconds(extent.quick() ? 15 : 30);
    }

    private Duration discard() {
        return Duration.ofSeconds(extent.quick() ? 1 : 2);
    }

    private Duration length() {
        return Duration.ofSeconds(extent.quick() ? 7 : 20);
    }

    private void print(List<Load> loads, Load paced) {
        Table table = new Table("due to visible, ms", "p50", "p95", "p99", "max", "events", "p99 by round");
        for (Load load : loads) {
            Quantiles pooled = load.pooled(Sample::latencyMillis);
            table.row(
                    load.title,
                    format(pooled.at(0.5)),
                    format(pooled.at(0.95)),
                    format(pooled.at(0.99)),
                    format(pooled.max()),
                    String.format(Locale.ROOT, "%,d", pooled.count()),
                    load.byRound(0.99).show("%.1f"));
        }
        addPart(table, "  of it PACE's wait", paced.pooled(Sample::paceWaitMillis));
        addPart(table, "  of it the rest", paced.pooled(Sample::latencyBesidePaceMillis));
        report.print("");
        report.print(table);
        report.print("target at 50 %, at-least-once: p50 ≤ 50 ms, p99 ≤ 250 ms");
    }

    private static void addPart(Table table, String title, Quantiles part) {
        table.row(
                title, format(part.at(0.5)), format(part.at(0.95)), format(part.at(0.99)), format(part.max()), "", "");
    }

    private static String format(double millis) {
        return String.format(Locale.ROOT, millis < 100 ? "%.1f" : "%,.0f", millis);
    }

    private void draw(List<Load> loads) throws Exception {
        if (out == null) {
            return;
        }
        LatencyChart chart = new LatencyChart("From an event that is due to its embedding at a consumer");
        for (Load load : loads) {
            chart.line(load.title, load.pooled(Sample::latencyMillis));
        }
        Files.createDirectories(out);
        Path file = out.resolve("freshness.svg");
        Files.writeString(file, chart.draw());
        report.print("drawn: " + file);
    }

    private String json(Workload workload, Spread saturation, List<Load> loads, Load paced) {
        Map<String, Object> settings = new LinkedHashMap<>(workload.toMap());
        settings.put("model", "R1");
        settings.putAll(settings(Duration.ZERO).toMap());
        settings.put("rounds", extent.rounds());
        settings.put("warm_up_s", warmUp().toSeconds());
        settings.put("discarded_s", discard().toSeconds());
        settings.put("phase_s", length().toSeconds());
        settings.put("arrivals", "Poisson");
        settings.put(
                "measured", "from the time an event is due to be sent to its embedding at a read_committed consumer");
        settings.put("quick", extent.quick());
        Map<String, Object> figures = new LinkedHashMap<>();
        for (Load load : loads) {
            Map<String, Object> figure = new LinkedHashMap<>();
            figure.put("share_of_saturation", load.share);
            figure.put("latency_ms", load.pooled(Sample::latencyMillis).toMap());
            figure.put("p50_by_round_ms", load.byRound(0.5).toMap());
            figure.put("p99_by_round_ms", load.byRound(0.99).toMap());
            if (load == paced) {
                figure.put("pace_wait_ms", load.pooled(Sample::paceWaitMillis).toMap());
                figure.put(
                        "beside_pace_ms",
                        load.pooled(Sample::latencyBesidePaceMillis).toMap());
            }
            List<Object> pauses = new ArrayList<>();
            for (LiveJob.Phase phase : load.phases) {
                Map<String, Object> pause = new LinkedHashMap<>();
                pause.put("collections", phase.collections());
                pause.put("longest_collection_ms", phase.longestCollectionMillis());
                pause.put("checkpoints", phase.checkpoints());
                pause.put("longest_checkpoint_ms", phase.longestCheckpointMillis());
                pause.put("p99_beside_collections_ms", p99(phase.besideCollections()));
                pause.put("p99_beside_checkpoints_ms", p99(phase.besideCheckpoints()));
                pauses.add(pause);
            }
            figure.put("rounds", pauses);
            figures.put(load.title, figure);
        }
        return new ResultLine("freshness", settings)
                .put("saturating_events_per_second", saturation.toMap())
                .put("loads", figures)
                .toString();
    }
}
