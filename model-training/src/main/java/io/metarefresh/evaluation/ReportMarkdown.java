package io.metarefresh.evaluation;

import java.util.Collections;

/** The report as plain text with tables: the staleness curve, and all that belongs to it. */
public final class ReportMarkdown {
    private ReportMarkdown() {}

    public static String of(EvaluationReport report, Provenance provenance) {
        StringBuilder text = new StringBuilder("# Does freshness pay?\n\n");
        report.warnings().forEach(w -> text.append("**Warning:** ").append(w).append("\n\n"));
        text.append("![staleness curve](staleness.svg)\n\n");
        new ReportTables(report).all().forEach(table -> append(text, table));
        text.append("## What made these figures\n\n");
        ReportFacts.of(report, provenance)
                .forEach((name, fact) ->
                        text.append("- ").append(name).append(": ").append(fact).append('\n'));
        return text.toString();
    }

    private static void append(StringBuilder text, ReportTable table) {
        text.append("## ").append(table.caption()).append("\n\n| ");
        text.append(String.join(" | ", table.head())).append(" |\n|");
        text.append(String.join("|", Collections.nCopies(table.head().size(), "---")))
                .append("|\n");
        table.rows()
                .forEach(
                        row -> text.append("| ").append(String.join(" | ", row)).append(" |\n"));
        text.append('\n');
    }
}
