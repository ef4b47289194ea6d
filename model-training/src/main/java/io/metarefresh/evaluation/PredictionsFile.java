package io.metarefresh.evaluation;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Every prediction: {@code event_index,label} and a column for each policy and baseline. The index is the event's position in time order,
 * from 0; equal times stand as in the file.
 */
public final class PredictionsFile {
    private PredictionsFile() {}

    public static void write(Path file, EvaluationReport report) throws IOException {
        try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            out.write("event_index,label");
            for (EvaluationReport.Column column : report.columns()) {
                out.write("," + column.name());
            }
            out.write("\n");
            for (int i = 0; i < report.labels().length; i++) {
                StringBuilder line = new StringBuilder();
                line.append(report.eventIndexes()[i]).append(',').append(report.labels()[i]);
                for (EvaluationReport.Column column : report.columns()) {
                    line.append(',').append(column.predictions()[i]);
                }
                out.write(line.append('\n').toString());
            }
        }
    }
}
