package io.metarefresh.cli;

import io.metarefresh.dataset.Dataset;
import io.metarefresh.dataset.DatasetException;
import io.metarefresh.evaluation.Evaluation;
import io.metarefresh.evaluation.EvaluationReport;
import io.metarefresh.evaluation.EvaluationSettings;
import io.metarefresh.evaluation.ReportFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code metarefresh evaluate}: what freshness is worth. */
@Command(
        name = "evaluate",
        description = {
            "Measures what freshness is worth: predicts every later interaction before it joins the support set, with the"
                    + " embedding that each refresh policy would have had, and with baselines.",
            "Writes report.json, report.md, staleness.svg and predictions.csv."
        },
        showDefaultValues = true,
        mixinStandardHelpOptions = true)
final class EvaluateCommand implements Callable<Integer> {
    @Option(names = "--data", required = true, paramLabel = "FILE", description = "Interactions file, all of it.")
    private Path data;

    @Option(
            names = "--snapshot",
            required = true,
            paramLabel = "DIR",
            description = "Snapshot trained on nothing after the split, as 'metarefresh train' does.")
    private Path snapshot;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Directory for the four files.")
    private Path out;

    @Option(
            names = "--share",
            paramLabel = "SHARE",
            defaultValue = "0.7",
            description = "Share of the interactions, the earliest ones, before the split.")
    private double share;

    @Option(names = "--no-baselines", description = "Leave the baselines out, whose training takes most of the time.")
    private boolean noBaselines;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "Seed of the baselines' training.")
    private long seed;

    @Mixin
    private CheckedData checked;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws CommandException, DatasetException, IOException {
        EvaluationSettings defaults = EvaluationSettings.defaults();
        EvaluationSettings settings;
        try {
            settings = new EvaluationSettings(share, defaults.policies(), !noBaselines, seed, defaults.threads());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--share: " + e.getMessage(), e);
        }
        PrintWriter printer = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        LoadedSnapshot loaded = LoadedSnapshot.read(snapshot);
        Dataset dataset = checked.conforming(
                data, checked.read(data, err), loaded.snapshot().manifest(), err);
        EvaluationReport report;
        try (StageDisplay display = new StageDisplay(err)) {
            report = Evaluation.run(loaded.snapshot(), dataset, settings, display);
        } catch (IllegalArgumentException e) {
            throw new CommandException(data + ": " + e.getMessage(), e);
        }
        ReportFiles.write(out, report);
        print(report, printer);
        printer.println("wrote report.json, report.md, staleness.svg and predictions.csv to " + out);
        report.warnings().forEach(warning -> err.println("warning: " + warning));
        return 0;
    }

    private static void print(EvaluationReport report, PrintWriter printer) {
        printer.printf(
                Locale.ROOT,
                "%,d predictions after the split at %s, %,d members, %,d of them new%n%n",
                report.labels().length,
                report.data().splitTime(),
                report.data().predictedMembers(),
                report.data().newMembers());
        printer.printf("%-48s %8s %12s%n", "embeddings refreshed, or baseline", "AUC", "refreshes");
        for (EvaluationReport.Column column : report.columns()) {
            String refreshes = column.kind() == EvaluationReport.Kind.POLICY
                    ? String.format(Locale.ROOT, "%,d", column.refreshes())
                    : "";
            printer.printf(Locale.ROOT, "%-48s %8.4f %12s%n", column.title(), column.auc(), refreshes);
        }
        printer.println();
    }
}
