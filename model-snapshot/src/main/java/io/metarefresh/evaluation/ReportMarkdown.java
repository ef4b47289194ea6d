package io.metarefresh.evaluation;

import java.util.Locale;

/** The report for people: the staleness table, and what it was measured on. */
public final class ReportMarkdown {
    private ReportMarkdown() {}

    public static String of(EvaluationReport report) {
        EvaluationReport.DataSummary data = report.data();
        StringBuilder text = new StringBuilder();
        text.append("# Does freshness pay? ")
                .append(report.modelName())
                .append(" version ")
                .append(report.modelVersion())
                .append("\n\n");
        report.warnings().forEach(w -> text.append("**Warning:** ").append(w).append("\n\n"));
        text.append(String.format(
                Locale.ROOT,
                "%,d events; the first %,d trained the model, each of the %,d after %s is predicted before it joins the support "
                        + "set. %,d members, %,d of them new since the split; %.1f %% of the labels are positive.%n%n",
                data.events(),
                data.eventsBeforeSplit(),
                report.labels().length,
                data.splitTime(),
                data.predictedMembers(),
                data.newMembers(),
                100 * data.positiveShare()));
        text.append("| embeddings refreshed | AUC | new members | known members | loss | refreshes |\n");
        text.append("|---|---|---|---|---|---|\n");
        appendRows(text, report, EvaluationReport.Kind.POLICY);
        if (report.columns().stream().anyMatch(c -> c.kind() == EvaluationReport.Kind.BASELINE)) {
            text.append("\n| baseline | AUC | new members | known members | loss |\n|---|---|---|---|---|\n");
            appendRows(text, report, EvaluationReport.Kind.BASELINE);
        }
        text.append("\n![staleness curve](staleness.svg)\n");
        return text.toString();
    }

    private static void appendRows(StringBuilder text, EvaluationReport report, EvaluationReport.Kind kind) {
        for (EvaluationReport.Column column : report.columns()) {
            if (column.kind() == kind) {
                text.append("| ").append(column.title());
                text.append(" | ").append(number(column.auc()));
                text.append(" | ").append(number(column.aucNewMembers()));
                text.append(" | ").append(number(column.aucKnownMembers()));
                text.append(" | ").append(number(column.loss()));
                if (kind == EvaluationReport.Kind.POLICY) {
                    text.append(" | ").append(String.format(Locale.ROOT, "%,d", column.refreshes()));
                }
                text.append(" |\n");
            }
        }
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%.4f", value);
    }
}
