package io.metarefresh.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demonstration on a small data set, whole: broker, registry, training, job, playback, check. */
class LocalIT {
    @TempDir
    private Path directory;

    @Test
    void accountsForEveryInteractionAndAgreesWithAdapt() {
        Path data = directory.resolve("data.csv");
        CommandResult.of(
                "generate", "--members", 110, "--events", 1500, "--items", 60, "--span", "PT6H", "--out", data);

        CommandResult result = CommandResult.of(
                "local",
                "--data",
                data,
                "--rate",
                "max",
                "--kafka-port",
                0,
                "--registry-port",
                0,
                "--flink-port",
                0,
                "--http-port",
                0,
                "--exit-when-done");

        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).as(result.out()).isZero();
        assertThat(result.out())
                .contains("yes, nothing is lost", "All of it holds.")
                // Of more than a hundred rounding may flip one at a kink, which depends on what came into one batch.
                .containsPattern("Agreement with 'adapt' (110|109) of 110 members")
                .containsPattern("played 450/450")
                .containsPattern("dead-lettered +0")
                .containsPattern("Profiles read +110, dead-lettered 0")
                .containsPattern(
                        "AUC +0\\.\\d{4} with the published embeddings, 0\\.\\d{4} un-adapted \\(450 predictions\\)");
    }
}
