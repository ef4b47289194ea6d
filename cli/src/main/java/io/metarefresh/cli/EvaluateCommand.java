package io.metarefresh.cli;

import io.metarefresh.dataset.Dataset;
import io.metarefresh.dataset.DatasetException;
import io.metarefresh.evaluation.Difference;
import io.metarefresh.evaluation.Evaluation;
import io.metarefresh.evaluation.EvaluationReport;
import io.metarefresh.evaluation.EvaluationSettings;
import io.metarefresh.evaluation.Interval;
import io.metarefresh.evaluation.Provenance;
import io.metarefresh.evaluation.ReportFiles;
import io.metarefresh.evaluation.yardstick.YardstickName;
import io.metarefresh.evaluation.yardstick.YardstickSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code metarefresh evaluate}: what freshness is worth. */
@Command(
        name = "evaluate",
        description = {
            "Measures what freshness is worth: predicts every later interaction before it joins the support set, with the"
                    + " embedding that each refresh policy would have had, and with baselines.",
            "Writes report.html, report.json, report.md, staleness.svg and predictions.csv."
        },
        showDefaultValues = true,
        mixinStandardHelpOptions = true)
final class EvaluateCommand extends Subcommand {
    @Option(names = "--data", required = true, paramLabel = "FILE", description = "Interactions file, all of it.")
    private Path data;

    @Option(
            names = "--snapshot",
            required = true,
            paramLabel = "DIR",
            description = "Snapshot trained on nothing after the split, as 'metarefresh train' does.")
    private Path snapshot;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Directory for the files.")
    private Path out;

    @Option(
            names = "--share",
            paramLabel = "SHARE",
            defaultValue = "0.7",
            description = "Share of the interactions, the earliest ones, before the split.")
    private double share;

    @Option(names = "--no-baselines", description = "Leave the baselines out, whose training takes most of the time.")
    private boolean noBaselines;

    @Option(
            names = "--yardsticks",
            paramLabel = "LIST",
            split = ",",
            description =
                    "Baselines to compute, by name with commas between; all when absent: no_personalisation, static_id,"
                            + " running_means, online_biases, online_factorisation, logistic_regression, boosted_trees, blend.")
    private List<String> yardsticks;

    @Option(
            names = "--ranker",
            description =
                    "The ranker's test as well: boosted trees with and without the snapshot's prediction and vector."
                            + " It trains four more snapshots.")
    private boolean ranker;

    @Option(
            names = "--no-effects",
            description =
                    "Leave out the table of what other inner-loop settings would do, which adapts everything many times over.")
    private boolean noEffects;

    @Option(
            names = "--effects-events",
            paramLabel = "N",
            defaultValue = "10000",
            description = "Events for that table at most; a sample of members where there are more.")
    private int effectsEvents;

    @Option(
            names = "--bootstrap",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Draws of members for the confidence intervals; 0 for none.")
    private int bootstrap;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "Seed of the baselines' training, of the confidence intervals and of the sample.")
    private long seed;

    @Mixin
    private DataFileOptions checked;

    @Override
    public Integer call() throws CommandException, DatasetException, IOException {
        EvaluationSettings settings = settings();
        YardstickSettings chosen = yardsticks();
        PrintWriter printer = out();
        PrintWriter err = err();
        LoadedSnapshot loaded = LoadedSnapshot.read(snapshot);
        Dataset dataset = checked.read(data, loaded, err);
        EvaluationReport report;
        try (EvaluationDisplay display = new EvaluationDisplay(err)) {
            report = Evaluation.run(loaded.snapshot(), dataset, settings, chosen, display);
        } catch (IllegalArgumentException e) {
            throw new CommandException(data + ": " + e.getMessage(), e);
        }
        ReportFiles.write(out, report, new Provenance(data.getFileName().toString(), loaded.manifestSha256()));
        print(report, printer);
        printer.println("wrote " + String.join(", ", ReportFiles.NAMES) + " to " + out);
        report.warnings().forEach(warning -> err.println("warning: " + warning));
        report.notes().forEach(note -> err.println("note: " + note));
        return 0;
    }

    private EvaluationSettings settings() {
        try {
            return EvaluationSettings.defaults().toBuilder()
                    .trainShare(share)
                    .baselines(!noBaselines)
                    .effects(!noEffects)
                    .maxEffectEvents(effectsEvents)
                    .bootstrapReplicates(bootstrap)
                    .seed(seed)
                    .build();
        } catch (IllegalArgumentException e) {
            throw wrongUsage(e.getMessage(), e);
        }
    }

    private YardstickSettings yardsticks() {
        if (yardsticks == null) {
            return new YardstickSettings(noBaselines ? Set.of() : YardstickName.all(), ranker);
        }
        if (noBaselines) {
            throw wrongUsage("--yardsticks and --no-baselines exclude each other");
        }
        try {
            return new YardstickSettings(
                    yardsticks.stream().map(YardstickName::of).collect(Collectors.toSet()), ranker);
        } catch (IllegalArgumentException e) {
            throw wrongUsage("--yardsticks: " + e.getMessage(), e);
        }
    }

    private static void print(EvaluationReport report, PrintWriter printer) {
        printer.printf(
                Locale.ROOT,
                "%,d predictions after the split at %s, %,d members, %,d of them new%n%n",
                report.labels().length,
                report.data().splitTime(),
                report.data().predictedMembers(),
                report.data().newMembers());
        printer.printf(
                "%-48s %8s %17s %8s %8s %11s %10s%n",
                "embeddings refreshed, or baseline",
                "AUC",
                "95 % interval",
                "within",
                "loss",
                "calibration",
                "refreshes");
        for (EvaluationReport.Column column : report.columns()) {
            String refreshes = column.kind() == EvaluationReport.Kind.POLICY
                    ? String.format(Locale.ROOT, "%,d", column.refreshes())
                    : "";
            printer.printf(
                    Locale.ROOT,
                    "%-48s %8.4f %17s %8.4f %8.4f %11s %10s%n",
                    column.title(),
                    column.auc(),
                    interval("%.4f", column.interval()),
                    column.aucWithin(),
                    column.loss(),
                    column.calibration() == null
                            ? "–"
                            : String.format(
                                    Locale.ROOT, "%.4f", column.calibration().expectedError()),
                    refreshes);
        }
        printer.println();
        String best = report.bestYardstick().map(EvaluationReport.Column::name).orElse("");
        for (Difference difference : report.differences()) {
            printer.printf(
                    Locale.ROOT,
                    "%-48s %+8.4f %17s%n",
                    difference.column() + " − " + difference.against()
                            + (difference.against().equals(best) ? " (the best)" : ""),
                    difference.value(),
                    interval("%+.4f", difference.interval()));
        }
        printer.println();
    }

    private static String interval(String format, Interval interval) {
        return interval == null
                ? "–"
                : String.format(Locale.ROOT, format + "–" + format, interval.low(), interval.high())
                        .replace("–+", " +")
                        .replace("–-", " -");
    }
}
