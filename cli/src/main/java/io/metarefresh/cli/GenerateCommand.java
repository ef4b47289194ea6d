package io.metarefresh.cli;

import io.metarefresh.dataset.Dataset;
import io.metarefresh.dataset.InteractionFile;
import io.metarefresh.dataset.SyntheticInteractions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code metarefresh generate}: synthetic interactions. */
@Command(
        name = "generate",
        description = {
            "Writes synthetic interactions, for demonstrations and load.",
            "Members have a taste that drifts and act in bursts; items follow a Zipf law. The same options give the same file."
        },
        showDefaultValues = true,
        mixinStandardHelpOptions = true)
final class GenerateCommand extends Subcommand {
    @Option(names = "--members", required = true, paramLabel = "N", description = "Number of members.")
    private Integer members;

    @Option(
            names = "--events",
            required = true,
            paramLabel = "M",
            description = "Number of interactions, at least one a member.")
    private Integer events;

    @Option(names = "--items", paramLabel = "N", description = "Number of items.", defaultValue = "1000")
    private int items;

    @Option(names = "--seed", paramLabel = "S", description = "Seed of the random numbers.", defaultValue = "1")
    private long seed;

    @Option(
            names = "--start",
            paramLabel = "INSTANT",
            description = "Time of the first possible interaction.",
            defaultValue = "2024-01-01T00:00:00Z")
    private Instant start;

    @Option(
            names = "--span",
            paramLabel = "DURATION",
            description = "Time that the data covers.",
            defaultValue = "P30D")
    private Duration span;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "The interactions file to write; gzipped when it ends in .gz.")
    private Path out;

    @Mixin
    private LoggedFeaturesOption features;

    @Override
    public Integer call() throws IOException {
        SyntheticInteractions.Settings settings;
        try {
            settings = new SyntheticInteractions.Settings(members, events, items, seed, start, span);
        } catch (IllegalArgumentException e) {
            throw wrongUsage(e.getMessage(), e);
        }
        Dataset data = features.log(SyntheticInteractions.generate(settings));
        InteractionFile.write(out, data);
        out().println(DatasetSummary.of(out, data));
        return 0;
    }
}
