package io.metarefresh.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.metarefresh.innerloop.InnerLoop;
import io.metarefresh.innerloop.SupportTask;
import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model that PyTorch trained and {@code model-snapshot/python} exported adapts here as it does there. */
class PyTorchExportTest {
    private static final Path PYTHON = Path.of(System.getProperty("metarefresh.python", "/usr/bin/python3"));

    @TempDir
    Path directory;

    @Test
    void aTrainedAndExportedModelLoadsAndAdaptsToTheNumbersOfPyTorch() throws Exception {
        assumeTrue(
                PYTHON.toFile().canExecute() && run("-c", "import numpy, torch").exitCode() == 0,
                "skipped: " + PYTHON + " has no numpy and torch (apt-get install python3-torch)");
        Path exported = directory.resolve("exported");
        Run run = run(Path.of("python/train_two_blocks.py").toAbsolutePath().toString(), exported.toString(), "60");
        assertThat(run.exitCode()).as(run.printed()).isZero();

        Snapshot snapshot = SnapshotReader.read(exported);
        List<Interaction> rows = List.of(row("a", 1, "comedy"), row("b", 1, "comedy"), row("c", 0, "drama"));
        try (InnerLoop innerLoop = new InnerLoop(snapshot)) {
            assertAgrees(innerLoop.unadapted("m", Features.NONE), run.numbers("un-adapted"));
            assertAgrees(
                    innerLoop
                            .adapt(List.of(new SupportTask("m", Features.NONE, rows)))
                            .get(0)
                            .embedding(),
                    run.numbers("after two liked comedies and a disliked drama"));
        }
    }

    @Test
    void whatDoesNotFitTheManifestIsNamedAndNothingIsWritten() throws Exception {
        assumeTrue(
                PYTHON.toFile().canExecute() && run("-c", "import numpy").exitCode() == 0,
                "skipped: " + PYTHON + " has no numpy (apt-get install python3-numpy)");
        Path script = Path.of("src/test/python/refused_exports.py").toAbsolutePath();
        Run run = run(script.toString(), directory.resolve("exports").toString());
        assertThat(run.exitCode()).as(run.printed()).isZero();
        assertThat(run.printed()).contains("16 refused");
        assertThat(SnapshotReader.read(directory.resolve("exports/fine"))
                        .manifest()
                        .modelName())
                .isEqualTo("small");
    }

    private static Interaction row(String eventId, float label, String genre) {
        return new Interaction(
                eventId, 0, "m", "item", 1000, label, 1f, new Features(Map.of(), Map.of("genres", List.of(genre))));
    }

    private static void assertAgrees(float[] found, double[] expected) {
        assertThat(found).hasSize(expected.length);
        for (int i = 0; i < expected.length; i++) {
            assertThat(Math.abs(found[i] - expected[i])).isLessThanOrEqualTo(1e-5 * (1 + Math.abs(expected[i])));
        }
    }

    private record Run(int exitCode, String printed) {
        double[] numbers(String label) {
            String line = printed.lines()
                    .filter(l -> l.startsWith(label + " "))
                    .findFirst()
                    .orElseThrow();
            return Arrays.stream(line.substring(label.length() + 1).split(" "))
                    .mapToDouble(Double::parseDouble)
                    .toArray();
        }
    }

    private Run run(String... arguments) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(PYTHON.toString());
        builder.command().addAll(List.of(arguments));
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        Process process = builder.redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return new Run(process.exitValue(), printed);
    }
}
