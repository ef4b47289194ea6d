package io.metarefresh.cli;

import io.metarefresh.snapshot.FeatureKind;
import io.metarefresh.snapshot.FeatureSpec;
import io.metarefresh.snapshot.InnerLoopSpec;
import io.metarefresh.snapshot.LayerSpec;
import io.metarefresh.snapshot.Manifest;
import io.metarefresh.snapshot.Snapshot;
import io.metarefresh.snapshot.Tensor;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code metarefresh inspect}: what a snapshot is, and whether it is intact. */
@Command(
        name = "inspect",
        description = {
            "Shows what a snapshot is, and whether it is intact: manifest, checksums, shapes, numbers, vocabularies.",
            "Ends with exit code 1 where it is not."
        },
        mixinStandardHelpOptions = true)
final class InspectCommand extends Subcommand {
    @Parameters(paramLabel = "DIR", description = "Directory of the snapshot.")
    private Path directory;

    @Override
    public Integer call() throws CommandException {
        LoadedSnapshot loaded = LoadedSnapshot.read(directory);
        Snapshot snapshot = loaded.snapshot();
        Manifest m = snapshot.manifest();
        line("model", m.modelName() + ", version " + m.modelVersion() + ", created " + m.createdAt());
        line("entity", name(m.entity()) + ", embeddings of " + m.embeddingDimension() + " numbers");
        features("entity features", m.entityFeatures(), snapshot);
        features("context features", m.contextFeatures(), snapshot);
        line("meta block", layers(m.metaBlock().layers()));
        line("global block", layers(m.globalBlock().layers()) + (m.globalBlock().product() ? ", with product" : ""));
        line("inner loop", innerLoop(m.innerLoop()));
        long numbers = snapshot.tensors().values().stream()
                .mapToLong(tensor -> tensor.values().length)
                .sum();
        line(
                "weights",
                String.format(
                        Locale.ROOT,
                        "%,d numbers in %d tensors",
                        numbers,
                        snapshot.tensors().size()));
        line("files", String.join(", ", m.files().keySet()));
        line("manifest", "SHA-256 " + loaded.manifestSha256());
        line("intact", "yes: manifest, checksums, shapes, numbers and vocabularies are as they must be");
        return 0;
    }

    private void line(String label, String text) {
        PrintWriter out = out();
        out.printf("%-16s  %s%n", label, text);
    }

    private void features(String label, List<FeatureSpec> features, Snapshot snapshot) {
        if (features.isEmpty()) {
            line(label, "none");
        }
        String shown = label;
        for (FeatureSpec feature : features) {
            line(shown, feature.name() + ": " + feature(feature, snapshot));
            shown = "";
        }
    }

    private static String feature(FeatureSpec feature, Snapshot snapshot) {
        if (feature.kind() == FeatureKind.DENSE) {
            return "dense, " + feature.width() + " numbers";
        }
        Tensor table = snapshot.tensor(feature.table());
        return String.format(
                Locale.ROOT,
                "ids, %,d known, %s of vectors of %d numbers",
                table.rows() - 1,
                name(feature.pooling()),
                table.columns());
    }

    private static String layers(List<LayerSpec> layers) {
        return layers.stream()
                .map(layer -> layer.units() + " " + name(layer.activation()))
                .collect(Collectors.joining(" → "));
    }

    private static String innerLoop(InnerLoopSpec s) {
        return s.steps() + " steps, " + name(s.loss()) + " loss, prior weight " + s.priorWeight()
                + "; support of at most "
                + s.supportMaxSize() + " rows within " + duration(s.supportHorizon())
                + optional(", half-life ", duration(s.halfLife()))
                + optional(", gradient norm at most ", s.maxGradientNorm())
                + optional(", embedding norm at most ", s.maxEmbeddingNorm());
    }

    /** In days where it is a number of whole days: easier to read than PT8760H. */
    private static String duration(Duration duration) {
        if (duration == null) {
            return null;
        }
        return duration.equals(Duration.ofDays(duration.toDays())) ? duration.toDays() + " days" : duration.toString();
    }

    private static String optional(String label, Object value) {
        return value == null ? "" : label + value;
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
