package io.metarefresh.benchmarks;

import io.metarefresh.benchmarks.figures.Machine;
import io.metarefresh.benchmarks.figures.ResultLine;
import io.metarefresh.benchmarks.figures.Spread;
import io.metarefresh.benchmarks.figures.Table;
import io.metarefresh.benchmarks.job.MeasuredJob;
import io.metarefresh.benchmarks.job.Variant;
import io.metarefresh.benchmarks.profile.Step;
import io.metarefresh.benchmarks.stack.Stack;
import io.metarefresh.benchmarks.workload.EmbeddingRecord;
import io.metarefresh.benchmarks.workload.EventStream;
import io.metarefresh.benchmarks.workload.EventWriter;
import io.metarefresh.benchmarks.workload.Workload;
import io.metarefresh.job.config.StateBackend;
import io.metarefresh.schemas.TopicDefinition;
import io.metarefresh.schemas.TopicNames;
import io.metarefresh.schemas.Topics;
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
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Events and refreshes per second of the whole job at saturation, beside the same job with an empty inner loop and a pass-through.
 *
 * <p>All events lie on the topic before a run starts. Each run reads the support sets full, warms up, and is then measured in
 * windows; rounds of all variants alternate, each in another order.
 */
@Command(
        name = "pipeline",
        description = "Events and refreshes per second at saturation, beside an empty inner loop and a pass-through.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class PipelineBenchmark implements Callable<Integer> {
    private static final Duration PROFILE_LENGTH = Duration.ofSeconds(5);

    @Mixin
    private final Extent extent = new Extent(new Extent.Defaults(10_000, 2), new Extent.Defaults(10_000, 2));

    @Option(names = "--backend", description = "Only this state backend: ${COMPLETION-CANDIDATES}.")
    private StateBackend backend;

    @Option(
            names = "--parallelism",
            converter = AtLeastOne.class,
            description = "Only this parallelism; otherwise 1 and 2.")
    private Integer parallelism;

    @Option(names = "--min-interval-ms", defaultValue = "1000", description = "Pace; default ${DEFAULT-VALUE}.")
    private long minIntervalMillis;

    @Mixin
    private FurtherSettings further;

    private final Reporting report = new Reporting(System.out);

    /** What was found with one setting of the job. */
    private static final class Findings {
        private final Map<Variant, List<PipelineRun.Window>> windows = new EnumMap<>(Variant.class);
        private final Map<Variant, PipelineRun.Profile> profiles = new EnumMap<>(Variant.class);
    }

    @Override
    public Integer call() throws Exception {
        Workload workload = Workload.standard(extent.members());
        TopicNames topics = Stack.topics("pipeline");
        String passThroughTopic = "pipeline-pass-through";
        List<JobSettings> settings = settings();
        report.print(Machine.line());
        try (Stack stack = Stack.start()) {
            report.step("broker %s, registry %s", stack.bootstrapServers(), stack.registryUrl());
            Path snapshot = ReferenceModel.write(stack.directory());
            Map<String, Integer> schemaIds = stack.create(topics);
            TopicDefinition embeddings =
                    Topics.metaEmbeddings(passThroughTopic, Topics.Sizing.of(Stack.PARTITIONS, (short) 1));
            stack.createTopics(List.of(embeddings));
            double eventBytes = produce(stack, topics, schemaIds, workload);

            Map<JobSettings, Findings> all = new LinkedHashMap<>();
            for (JobSettings setting : settings) {
                Findings findings = new Findings();
                all.put(setting, findings);
                Runner runner = new Runner(stack, topics, passThroughTopic, snapshot, workload, setting);
                List<Variant> order = new ArrayList<>(Arrays.asList(Variant.values()));
                if (all.size() == 1) {
                    for (Variant variant : order) {
                        runner.run(variant, "discarded", null, false);
                    }
                }
                for (int round = 1; round <= extent.rounds(); round++) {
                    for (Variant variant : order) {
                        runner.run(variant, "round " + round, findings, round == extent.rounds());
                    }
                    Collections.rotate(order, 1);
                }
                print(setting, findings);
            }
            report.print(json(workload, eventBytes, all));
        }
        return 0;
    }

    private List<JobSettings> settings() {
        List<StateBackend> backends = backend != null
                ? List.of(backend)
                : extent.quick() ? List.of(StateBackend.ROCKSDB) : List.of(StateBackend.ROCKSDB, StateBackend.HASHMAP);
        List<Integer> parallelisms =
                parallelism != null ? List.of(parallelism) : extent.quick() ? List.of(1) : List.of(1, 2);
        List<JobSettings> settings = new ArrayList<>();
        for (StateBackend b : backends) {
            for (int p : parallelisms) {
                settings.add(new JobSettings(
                        b, p, Duration.ofMillis(minIntervalMillis), Duration.ofSeconds(5), further.byKey()));
            }
        }
        return settings;
    }

    private Duration warmUp() {
        return Duration.ofSeconds(extent.quick() ? 3 : 5);
    }

    private int windowCount() {
        return extent.quick() ? 2 : 3;
    }

    private Duration windowLength() {
        return Duration.ofMillis(extent.quick() ? 2500 : 4000);
    }

    private long liveEvents() {
        return extent.quick() ? 3_000_000 : 6_000_000;
    }

    /** Warm-up, windows, profile, and a reserve. */
    private long eventsPerPhase() {
        return liveEvents() / (windowCount() + 3);
    }

    private double produce(Stack stack, TopicNames topics, Map<String, Integer> schemaIds, Workload workload) {
        EventStream stream = new EventStream(workload);
        try (EventWriter writer = new EventWriter(stack.bootstrapServers(), topics, schemaIds, Duration.ofMillis(20))) {
            for (int member = 0; member < workload.members(); member++) {
                writer.profile(stream.profile(member));
            }
            for (int member = 0; member < workload.members(); member++) {
                for (int row = 0; row < workload.supportRows(); row++) {
                    writer.event(stream.of(member));
                }
            }
            for (long event = 0; event < liveEvents(); event++) {
                writer.event(stream.next());
            }
            writer.flush();
            report.step(
                    "produced %,d profiles and %,d events of %.1f bytes (key and value), %,d of them to fill the support sets",
                    workload.members(), writer.eventCount(), writer.meanEventBytes(), workload.prefillEvents());
            return writer.meanEventBytes();
        }
    }

    /** Runs variants with one setting of the job. */
    private final class Runner {
        private final Stack stack;
        private final TopicNames topics;
        private final String passThroughTopic;
        private final Path snapshot;
        private final Workload workload;
        private final JobSettings setting;

        Runner(
                Stack stack,
                TopicNames topics,
                String passThroughTopic,
                Path snapshot,
                Workload workload,
                JobSettings setting) {
            this.stack = stack;
            this.topics = topics;
            this.passThroughTopic = passThroughTopic;
            this.snapshot = snapshot;
            this.workload = workload;
            this.setting = setting;
        }

        /**
         * @param findings null for a run that only warms this process up: the first run of the job reaches little more than half of what
         *     the second one does
         */
        void run(Variant variant, String round, Findings findings, boolean profiled) throws Exception {
            Map<String, String> config = setting.toConfig(stack, topics, snapshot);
            String output = topics.metaEmbeddings();
            if (variant == Variant.PASS_THROUGH) {
                output = passThroughTopic;
                config.put("topics.embeddings", output);
            }
            String name = variant + " " + setting.backendName() + " " + setting.parallelism() + " " + round;
            try (MeasuredJob job = MeasuredJob.start(variant, name, config)) {
                PipelineRun run = new PipelineRun(stack, job, output, eventsPerPhase());
                long startNanos = System.nanoTime();
                run.warmUp(workload.prefillEvents(), warmUp());
                double prefillSeconds = (System.nanoTime() - startNanos) / 1e9;
                List<PipelineRun.Window> windows = run.measure(windowCount(), windowLength());
                if (findings == null) {
                    report.step(
                            "%s, %s: %s events/s",
                            variant.title(),
                            round,
                            spread(windows, PipelineRun.Window::eventsPerSecond).show("%,.0f"));
                    return;
                }
                findings.windows
                        .computeIfAbsent(variant, v -> new ArrayList<>())
                        .addAll(windows);
                report.step(
                        "%s, parallelism %d, %s, %s: %s events/s (after %.1f s of filling and warm-up)",
                        setting.backendName(),
                        setting.parallelism(),
                        round,
                        variant.title(),
                        spread(windows, PipelineRun.Window::eventsPerSecond).show("%,.0f"),
                        prefillSeconds);
                if (profiled) {
                    findings.profiles.put(variant, run.profile(PROFILE_LENGTH));
                }
            }
        }
    }

    private static Spread spread(List<PipelineRun.Window> windows, ToDoubleFunction<PipelineRun.Window> figure) {
        return Spread.of(windows.stream().map(figure::applyAsDouble).toList());
    }

    private static double ratio(Findings findings, Variant to) {
        return spread(findings.windows.get(Variant.JOB), PipelineRun.Window::eventsPerSecond)
                        .median()
                / spread(findings.windows.get(to), PipelineRun.Window::eventsPerSecond)
                        .median();
    }

    private void print(JobSettings setting, Findings findings) {
        Table table = new Table(
                setting.backendName() + ", parallelism " + setting.parallelism(),
                "events/s",
                "published/s",
                "batch",
                "job's cores",
                "broker's cores");
        findings.windows.forEach((variant, windows) -> table.row(
                variant.title(),
                spread(windows, PipelineRun.Window::eventsPerSecond).show("%,.0f"),
                spread(windows, PipelineRun.Window::publishedPerSecond).show("%,.0f"),
                spread(windows, PipelineRun.Window::batchSize).show("%.1f"),
                spread(windows, PipelineRun.Window::jobCores).show("%.2f"),
                spread(windows, PipelineRun.Window::brokerCores).show("%.2f")));
        report.print("");
        report.print(table);
        report.print(String.format(
                Locale.ROOT,
                "job : empty inner loop %.2f (target 0.50), job : pass-through %.2f (target 0.35)%n",
                ratio(findings, Variant.EMPTY_INNER_LOOP),
                ratio(findings, Variant.PASS_THROUGH)));
        Table shares = new Table("processor time of an event, µs", "job", "share", "empty inner loop", "pass-through");
        for (Step step : Step.values()) {
            shares.row(
                    step.title(),
                    micros(findings, Variant.JOB, step),
                    String.format(Locale.ROOT, "%.1f %%", 100 * share(findings, step)),
                    micros(findings, Variant.EMPTY_INNER_LOOP, step),
                    micros(findings, Variant.PASS_THROUGH, step));
        }
        report.print(shares);
    }

    private static double share(Findings findings, Step step) {
        PipelineRun.Profile profile = findings.profiles.get(Variant.JOB);
        return profile == null ? 0 : profile.shares().share(step);
    }

    private static String micros(Findings findings, Variant variant, Step step) {
        PipelineRun.Profile profile = findings.profiles.get(variant);
        return profile == null
                ? "–"
                : String.format(
                        Locale.ROOT,
                        "%.2f",
                        profile.microsPerEvent() * profile.shares().share(step));
    }

    private String json(Workload workload, double eventBytes, Map<JobSettings, Findings> all) {
        Map<String, Object> settings = new LinkedHashMap<>(workload.toMap());
        settings.put("model", "R1");
        settings.put("event_bytes", eventBytes);
        settings.put("embedding_record_bytes", EmbeddingRecord.valueBytes());
        settings.put("partitions", Stack.PARTITIONS);
        settings.put("live_events", liveEvents());
        settings.put("rounds", extent.rounds());
        settings.put("warm_up_s", warmUp().toMillis() / 1000.0);
        settings.put("windows_per_run", windowCount());
        settings.put("window_s", windowLength().toMillis() / 1000.0);
        settings.put("quick", extent.quick());
        List<Map<String, Object>> runs = new ArrayList<>();
        all.forEach((setting, findings) -> {
            Map<String, Object> run = new LinkedHashMap<>(setting.toMap());
            findings.windows.forEach((variant, windows) -> {
                Map<String, Object> figures = new LinkedHashMap<>();
                figures.put(
                        "events_per_second",
                        spread(windows, PipelineRun.Window::eventsPerSecond).toMap());
                figures.put(
                        "published_per_second",
                        spread(windows, PipelineRun.Window::publishedPerSecond).toMap());
                figures.put(
                        "job_cores",
                        spread(windows, PipelineRun.Window::jobCores).toMap());
                figures.put(
                        "broker_cores",
                        spread(windows, PipelineRun.Window::brokerCores).toMap());
                PipelineRun.Profile profile = findings.profiles.get(variant);
                if (profile != null) {
                    Map<String, Object> shares = new LinkedHashMap<>();
                    for (Step step : Step.values()) {
                        shares.put(
                                step.name().toLowerCase(Locale.ROOT),
                                profile.shares().share(step));
                    }
                    figures.put("cpu_micros_per_event", profile.microsPerEvent());
                    figures.put("cpu_samples", profile.shares().total());
                    figures.put("cpu_shares", shares);
                }
                run.put(variant.name().toLowerCase(Locale.ROOT), figures);
            });
            run.put("ratio_to_empty_inner_loop", ratio(findings, Variant.EMPTY_INNER_LOOP));
            run.put("ratio_to_pass_through", ratio(findings, Variant.PASS_THROUGH));
            runs.add(run);
        });
        return new ResultLine("pipeline", settings).put("runs", runs).toString();
    }
}
