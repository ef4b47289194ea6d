package io.metarefresh.evaluation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes a report into a directory. */
public final class ReportFiles {
    /** The files' names. */
    public static final List<String> NAMES =
            List.of("report.html", "report.json", "report.md", "staleness.svg", "predictions.csv");

    private ReportFiles() {}

    /** Writes all of {@link #NAMES}; files of these names are replaced. */
    public static void write(Path directory, EvaluationReport report, Provenance provenance) throws IOException {
        Files.createDirectories(directory);
        write(directory.resolve("report.html"), ReportHtml.of(report, provenance));
        write(directory.resolve("report.json"), ReportJson.of(report, provenance));
        write(directory.resolve("report.md"), ReportMarkdown.of(report, provenance));
        write(directory.resolve("staleness.svg"), StalenessChart.of(report));
        PredictionsFile.write(directory.resolve("predictions.csv"), report);
    }

    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardCharsets.UTF_8);
    }
}
