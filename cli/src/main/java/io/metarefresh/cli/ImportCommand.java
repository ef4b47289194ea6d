package io.metarefresh.cli;

import io.metarefresh.dataset.Dataset;
import io.metarefresh.dataset.DatasetException;
import io.metarefresh.dataset.InteractionFile;
import io.metarefresh.dataset.MovieLensImporter;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code metarefresh import}: public data sets to interactions files. */
@Command(
        name = "import",
        description = "Converts a downloaded data set to an interactions file.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "FORMAT")
final class ImportCommand extends CommandGroup {
    ImportCommand() {
        super("a format is missing: movielens");
    }

    @Command(
            name = "movielens",
            description = {
                "Converts a MovieLens set, in any of its three layouts: ratings.csv + movies.csv, ratings.dat + movies.dat,"
                        + " u.data + u.item.",
                "A rating of at least 4 is a like. Every interaction carries the film's genres, and the film's smoothed mean"
                        + " label and log count before it."
            },
            mixinStandardHelpOptions = true)
    int movielens(
            @Parameters(paramLabel = "DIR", description = "Directory of the unpacked set.") Path directory,
            @Option(
                            names = "--out",
                            required = true,
                            paramLabel = "FILE",
                            description = "The interactions file to write; gzipped when it ends in .gz.")
                    Path out,
            @Mixin LoggedFeaturesOption features)
            throws DatasetException, IOException {
        Dataset data = features.log(MovieLensImporter.read(directory));
        InteractionFile.write(out, data);
        spec().commandLine().getOut().println(DatasetSummary.of(out, data));
        return 0;
    }
}
