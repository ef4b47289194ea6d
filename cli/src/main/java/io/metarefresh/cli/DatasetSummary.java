package io.metarefresh.cli;

import io.metarefresh.dataset.Dataset;
import io.metarefresh.interaction.Interaction;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** A data set in one line. */
final class DatasetSummary {
    private DatasetSummary() {}

    static String of(Path file, Dataset data) {
        List<Interaction> rows = data.interactions();
        if (rows.isEmpty()) {
            return file + ": no interactions";
        }
        return String.format(
                Locale.ROOT,
                "%s: %,d interactions of %,d members with %,d items, mean label %.3f, %s to %s",
                file,
                rows.size(),
                rows.stream().map(Interaction::memberId).distinct().count(),
                rows.stream().map(Interaction::itemId).distinct().count(),
                rows.stream().mapToDouble(Interaction::label).average().orElseThrow(),
                Instant.ofEpochMilli(rows.get(0).eventTimeMillis()),
                Instant.ofEpochMilli(rows.get(rows.size() - 1).eventTimeMillis()));
    }
}
