package io.metarefresh.cli;

import io.metarefresh.cli.backfill.Backfill;
import io.metarefresh.cli.backfill.BackfillDirectory;
import io.metarefresh.cli.backfill.BackfillPlan;
import io.metarefresh.cli.backfill.TopicPosition;
import io.metarefresh.job.RefreshJob;
import io.metarefresh.job.config.ConfigFile;
import io.metarefresh.job.config.JobConfig;
import io.metarefresh.job.config.Options;
import io.metarefresh.job.config.PartitionOffsets;
import io.metarefresh.job.flink.FlinkSettings;
import io.metarefresh.job.record.Accounting;
import io.metarefresh.job.record.CountNames;
import io.metarefresh.job.record.Reason;
import io.metarefresh.schemas.ConfluentSchemaRegistry;
import io.metarefresh.schemas.IncompatibleSchemaException;
import io.metarefresh.schemas.RegistrySettings;
import io.metarefresh.schemas.SchemaRegistry;
import io.metarefresh.schemas.Subjects;
import io.metarefresh.schemas.TopicAdmin;
import io.metarefresh.schemas.Topics;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import org.apache.flink.core.execution.JobClient;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code metarefresh backfill}: a replay into an output topic of its own. */
@Command(
        name = "backfill",
        description = {
            "Replays interactions into an embedding topic of its own: each member is adapted once, at the recorded end offsets.",
            "Then it goes on as the live job of that topic, or ends with --stop-at-end. The same command goes on after an interruption."
        },
        showDefaultValues = true,
        mixinStandardHelpOptions = true)
final class BackfillCommand extends Subcommand {
    @Mixin
    private JobConfigOption config;

    @Option(
            names = "--from",
            paramLabel = "POSITION",
            defaultValue = "earliest",
            converter = TopicPositionConverter.class,
            description =
                    "Where to start: earliest, a time (2026-01-31T12:00:00Z, 2026-01-31, epoch milliseconds) or offsets (0@17,1@20).")
    private TopicPosition from;

    @Option(
            names = "--to",
            paramLabel = "POSITION",
            defaultValue = "latest",
            converter = TopicPositionConverter.class,
            description = "Where the past ends: latest, a time or offsets; resolved once and recorded.")
    private TopicPosition to;

    @Option(
            names = "--output-topic",
            required = true,
            paramLabel = "TOPIC",
            description = "Created where it does not exist.")
    private String outputTopic;

    @Option(names = "--stop-at-end", description = "End at the recorded end offsets.")
    private boolean stopAtEnd;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description =
                    "Read the past at most at so many interactions per second, so that the brokers are not harmed.")
    private Integer rate;

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description =
                    "Plan, checkpoints and savepoint of this backfill; backfill-TOPIC beside the configuration by default.")
    private Path directory;

    @Option(
            names = "--plan",
            description =
                    "Only resolve --from and --to, and print what the configuration of this backfill must hold where it runs"
                            + " on a Flink cluster: offsets that a restart does not resolve anew.")
    private boolean planOnly;

    @Option(names = "--force", description = "Write to the live topic all the same.")
    private boolean force;

    @Override
    public Integer call() throws Exception {
        return config.run(spec(), () -> run(ConfigFile.settings(config.file())));
    }

    private int run(Map<String, String> settings) throws Exception {
        PrintWriter out = out();
        if (rate != null && rate < 1) {
            throw wrongUsage("--rate " + rate + ": must be positive");
        }
        JobConfig live = JobConfig.of(settings);
        PluginFileSystems.find(FlinkSettings.of(live));
        if (live.get(Options.EMBEDDINGS_TOPIC).equals(outputTopic) && !force) {
            throw wrongUsage("--output-topic '" + outputTopic
                    + "' is the live topic, where compaction would keep what is written last, not"
                    + " what is newest; --force does it all the same");
        }
        if (planOnly) {
            print(resolve(live, "# ", out), settings, out);
            return 0;
        }
        Path base = config.file().toAbsolutePath().getParent();
        BackfillDirectory backfillDirectory =
                new BackfillDirectory(directory != null ? directory : base.resolve("backfill-" + outputTopic));
        BackfillPlan plan = plan(backfillDirectory, live, out);
        prepareOutput(live);
        Backfill backfill = new Backfill(plan, backfillDirectory, settings, rate());
        try (BackfillDisplay display = new BackfillDisplay(err(), plan.records())) {
            if (stopAtEnd) {
                long startNanos = System.nanoTime();
                Map<String, Object> counts = backfill.replay(display);
                backfillDirectory.delete();
                report(counts, (System.nanoTime() - startNanos) / 1e9, live, out);
                return 0;
            }
            JobClient job = backfill.replayAndGoOn(display);
            backfillDirectory.delete();
            out.println("the past is published; going on as the live job of topic '" + outputTopic + "'");
            out.flush();
            return ended(job);
        }
    }

    private OptionalInt rate() {
        return rate == null ? OptionalInt.empty() : OptionalInt.of(rate);
    }

    private BackfillPlan plan(BackfillDirectory backfillDirectory, JobConfig live, PrintWriter out)
            throws CommandException {
        Optional<BackfillPlan> before = backfillDirectory.read();
        if (before.isPresent()) {
            if (!before.get().outputTopic().equals(outputTopic)) {
                throw new CommandException("--directory holds a backfill into topic '"
                        + before.get().outputTopic() + "' that has not ended");
            }
            out.println("going on with the backfill that was broken off, from "
                    + backfillDirectory.newestState().orElse("its start, because it had no checkpoint yet") + "; from "
                    + before.get().start() + " to " + before.get().end());
            out.flush();
            return before.get();
        }
        BackfillPlan plan = resolve(live, "", out);
        backfillDirectory.write(plan);
        out.flush();
        return plan;
    }

    /** What differs from the live job, as lines of its configuration. */
    private void print(BackfillPlan plan, Map<String, String> settings, PrintWriter out) {
        plan.pastAndEnd(settings, rate()).forEach((key, value) -> {
            if (!value.equals(settings.get(key))) {
                out.println(key + ": " + value);
            }
        });
        out.flush();
    }

    private BackfillPlan resolve(JobConfig live, String prefix, PrintWriter out) throws CommandException {
        String topic = live.get(Options.INTERACTIONS_TOPIC);
        Map<String, Object> kafka = new HashMap<>(kafka(live));
        try (Admin admin = Admin.create(kafka)) {
            PartitionOffsets start = from.resolve(admin, topic);
            PartitionOffsets end = to.resolve(admin, topic);
            BackfillPlan plan = new BackfillPlan(outputTopic, start, end);
            long cut =
                    new BackfillPlan(outputTopic, new TopicPosition.Earliest().resolve(admin, topic), start).records();
            out.println(prefix + "from " + start + " to " + end + ": at most " + "%,d".formatted(plan.records())
                    + " interactions of topic '" + topic + "'");
            if (cut > 0) {
                Duration horizon = live.find(Options.SUPPORT_HORIZON).orElse(null);
                out.println(prefix
                        + "warning: %,d interactions before the start are not read; support sets reach back %s before a"
                                .formatted(cut, horizon == null ? "the snapshot's horizon" : horizon)
                        + " member's newest one, so members who acted before the start get other embeddings than live");
            }
            return plan;
        }
    }

    private static Map<String, String> kafka(JobConfig live) {
        Map<String, String> kafka = new HashMap<>(live.kafkaClient());
        kafka.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, live.get(Options.BOOTSTRAP_SERVERS));
        return kafka;
    }

    /** The output topic with as many partitions as the live one, and the schema of its values. */
    private void prepareOutput(JobConfig live) throws CommandException {
        String liveTopic = live.get(Options.EMBEDDINGS_TOPIC);
        try (TopicAdmin admin = new TopicAdmin(kafka(live));
                SchemaRegistry registry = new ConfluentSchemaRegistry(
                        new RegistrySettings(live.get(Options.REGISTRY_URL), live.registryClient()))) {
            TopicAdmin.Description like = admin.describe(liveTopic)
                    .orElseThrow(
                            () -> new CommandException("topics.embeddings: topic '" + liveTopic + "' does not exist"));
            admin.create(List.of(Topics.metaEmbeddings(
                    outputTopic, Topics.Sizing.of(like.partitions(), (short) like.replication()))));
            Subjects.register(registry, List.of(Subjects.metaEmbeddings(outputTopic)));
        } catch (IncompatibleSchemaException e) {
            throw new CommandException(e.getMessage(), e);
        }
    }

    private void report(Map<String, Object> counts, double seconds, JobConfig live, PrintWriter out) {
        Accounting accounting = Accounting.of(counts);
        long refreshes = 0;
        for (Reason reason : Reason.values()) {
            refreshes += counts.get(CountNames.refreshes(reason)) instanceof Long count ? count : 0;
        }
        out.println("interactions: " + accounting);
        out.printf(
                "%,d embeddings published in %.1f s, %,.0f interactions/s%n",
                refreshes, seconds, accounting.read() / seconds);
        out.println("next: metarefresh verify --left " + live.get(Options.EMBEDDINGS_TOPIC) + " --right " + outputTopic
                + ", then metarefresh promote --topic " + outputTopic);
        out.flush();
    }

    private static int ended(JobClient job) throws Exception {
        try {
            job.getJobExecutionResult().get();
            return 0;
        } catch (ExecutionException e) {
            throw new CommandException(
                    RefreshJob.stopReason(e)
                            .orElse("the job failed: " + e.getCause().getMessage()),
                    e);
        }
    }
}
