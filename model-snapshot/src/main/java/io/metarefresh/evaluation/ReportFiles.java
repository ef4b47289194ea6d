package io.metarefresh.evaluation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes a report as {@code report.json}, {@code report.md}, {@code staleness.svg} and {@code predictions.csv} into a directory. */
public final class ReportFiles {
    private ReportFiles() {}

    /** Writes all four; files of these names are replaced. */
    public static void write(Path directory, EvaluationReport report) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("report.json"), ReportJson.of(report), StandardCharsets.UTF_8);
        Files.writeString(directory.resolve("report.md"), ReportMarkdown.of(report), StandardCharsets.UTF_8);
        Files.writeString(directory.resolve("staleness.svg"), StalenessChart.of(report), StandardCharsets.UTF_8);
        PredictionsFile.write(directory.resolve("predictions.csv"), report);
    }
}
