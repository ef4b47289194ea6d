package io.metarefresh.benchmarks;

import io.metarefresh.benchmarks.figures.Machine;
import io.metarefresh.benchmarks.figures.Quantiles;
import io.metarefresh.benchmarks.figures.ResultLine;
import io.metarefresh.benchmarks.figures.Spread;
import io.metarefresh.benchmarks.figures.Table;
import io.metarefresh.benchmarks.load.Arrivals;
import io.metarefresh.benchmarks.load.Sample;
import io.metarefresh.benchmarks.stack.Stack;
import io.metarefresh.benchmarks.workload.EventStream;
import io.metarefresh.benchmarks.workload.Workload;
import io.metarefresh.interaction.Interaction;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whether one member with half of all the traffic delays the others. */
@Command(
        name = "skew",
        description = "Freshness of all other members with and without one member that makes half of the traffic.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class SkewBenchmark implements Callable<Integer> {
    private static final int HOT = 0;
    private static final String HOT_ID = EventStream.memberId(HOT);
    /** Of the saturating load, by the others alone. */
    private static final double SHARE = 0.25;

    @Mixin
    private final Extent extent = new Extent(new Extent.Defaults(10_000, 5), new Extent.Defaults(2_000, 2));

    @Mixin
    private JobOptions jobOptions;

    @Option(
            names = "--min-interval-ms",
            defaultValue = "0",
            description = "Pace; default ${DEFAULT-VALUE}, as the job's. What PACE holds back does not count.")
    private long minIntervalMillis;

    private final Reporting report = new Reporting(System.out);

    /** Phases of one kind: what the others and the hot member saw. */
    private static final class Kind {
        private final List<Quantiles> others = new ArrayList<>();
        private final List<Sample> otherSamples = new ArrayList<>();
        private final List<Sample> hotSamples = new ArrayList<>();

        void add(LiveJob.Phase phase) {
            List<Sample> others = new ArrayList<>();
            for (Sample sample : phase.samples()) {
                (sample.entityId().equals(HOT_ID) ? hotSamples : others).add(sample);
            }
            otherSamples.addAll(others);
            this.others.add(quantiles(others));
        }

        Spread p99() {
            return Spread.of(others.stream().map(q -> q.at(0.99)).toList());
        }
    }

    private static Quantiles quantiles(List<Sample> samples) {
        return Quantiles.of(
                samples.stream().mapToDouble(Sample::latencyBesidePaceMillis).toArray());
    }

    @Override
    public Integer call() throws Exception {
        // All other members alike, so that there is one hot member or none.
        Workload workload = new Workload(extent.members(), 0, 32, 20240825);
        JobSettings settings = jobOptions.settings(Duration.ofMillis(minIntervalMillis), Duration.ofSeconds(10));
        Kind without = new Kind();
        Kind with = new Kind();
        Spread saturation;
        report.print(Machine.line());
        try (Stack stack = Stack.start()) {
            Path snapshot = ReferenceModel.write(stack.directory());
            report.step("broker %s, registry %s", stack.bootstrapServers(), stack.registryUrl());
            try (LiveJob job = new LiveJob(stack, snapshot, "skew", workload, settings, Map.of())) {
                report.step("support sets of %,d members full", workload.members());
                saturation = job.saturate(2, Duration.ofSeconds(extent.quick() ? 4 : 6));
                report.step("saturated at %s events/s", saturation.show("%,.0f"));
                double others = SHARE * saturation.median();
                job.phase(Arrivals.steady(2 * others, 1999), Duration.ZERO, warmUp(), job.stream()::next);
                report.step("warmed up at half of that");
                Random coin = new Random(7);
                Supplier<Interaction> half =
                        () -> coin.nextBoolean() ? job.stream().of(HOT) : other(job.stream());
                for (int round = 0; round < extent.rounds(); round++) {
                    // Each kind is first in every other round: a machine whose speed drifts does so for both.
                    for (boolean hot : round % 2 == 0 ? new boolean[] {false, true} : new boolean[] {true, false}) {
                        if (hot) {
                            with.add(phase(job, "with the hot member", 2 * others, 3000L + round, half));
                        } else {
                            without.add(phase(
                                    job, "without the hot member", others, 2000L + round, () -> other(job.stream())));
                        }
                    }
                }
            }
        }
        print(without, with);
        report.print(json(workload, settings, saturation, without, with));
        return 0;
    }

    private static Interaction other(EventStream stream) {
        Interaction event = stream.next();
        while (event.memberId().equals(HOT_ID)) {
            event = stream.next();
        }
        return event;
    }

    private LiveJob.Phase phase(
            LiveJob job, String title, double eventsPerSecond, long seed, Supplier<Interaction> events)
            throws Exception {
        LiveJob.Phase phase = job.phase(
                Arrivals.steady(eventsPerSecond, seed),
                Duration.ofSeconds(1),
                Duration.ofSeconds(extent.quick() ? 6 : 15),
                events);
        report.step(
                "%s: %,.0f events/s, %,d events",
                title, eventsPerSecond, phase.samples().size());
        return phase;
    }

    private Duration warmUp() {
        return Duration.ofSeconds(extent.quick() ? 5 : 10);
    }

    private void print(Kind without, Kind with) {
        Table table = new Table("due to visible, ms", "p50", "p95", "p99", "max", "events", "p99 by round");
        row(table, "others, without the hot member", quantiles(without.otherSamples), without.p99());
        row(table, "others, with the hot member", quantiles(with.otherSamples), with.p99());
        row(table, "the hot member", quantiles(with.hotSamples), null);
        report.print("");
        report.print(table);
        report.print(String.format(Locale.ROOT, "p99 of the others: %.2f × without (target 2)", ratio(without, with)));
    }

    private static double ratio(Kind without, Kind with) {
        return with.p99().median() / without.p99().median();
    }

    private static void row(Table table, String title, Quantiles millis, Spread byRound) {
        table.row(
                title,
                String.format(Locale.ROOT, "%.1f", millis.at(0.5)),
                String.format(Locale.ROOT, "%.1f", millis.at(0.95)),
                String.format(Locale.ROOT, "%.1f", millis.at(0.99)),
                String.format(Locale.ROOT, "%.0f", millis.max()),
                String.format(Locale.ROOT, "%,d", millis.count()),
                byRound == null ? "" : byRound.show("%.1f"));
    }

    private String json(Workload workload, JobSettings job, Spread saturation, Kind without, Kind with) {
        Map<String, Object> settings = new LinkedHashMap<>(workload.toMap());
        settings.put("model", "R1");
        settings.putAll(job.toMap());
        settings.put("others_share_of_saturation", SHARE);
        settings.put("rounds", extent.rounds());
        settings.put("warm_up_s", warmUp().toSeconds());
        settings.put("quick", extent.quick());
        return new ResultLine("skew", settings)
                .put("saturating_events_per_second", saturation.toMap())
                .put("others_without_ms", quantiles(without.otherSamples).toMap())
                .put("others_with_ms", quantiles(with.otherSamples).toMap())
                .put("hot_member_ms", quantiles(with.hotSamples).toMap())
                .put("others_p99_without_by_round_ms", without.p99().toMap())
                .put("others_p99_with_by_round_ms", with.p99().toMap())
                .put("p99_ratio", ratio(without, with))
                .toString();
    }
}
