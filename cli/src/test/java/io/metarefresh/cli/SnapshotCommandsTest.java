package io.metarefresh.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.metarefresh.training.ModelShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands around a snapshot, on one that is trained once for all of them. */
class SnapshotCommandsTest {
    @TempDir
    private static Path directory;

    private static Path data;
    private static Path snapshot;
    private static CommandResult training;

    @BeforeAll
    static void train() {
        data = directory.resolve("data.csv");
        snapshot = directory.resolve("snapshot");
        CommandResult.of("generate", "--members", 30, "--events", 900, "--items", 50, "--out", data);
        training = CommandResult.of(
                "train",
                "--quick",
                "--passes",
                1,
                "--data",
                data,
                "--out",
                snapshot,
                "--model-name",
                "small",
                "--model-version",
                7);
    }

    @Test
    void trainingTellsWhatItDoes() {
        assertThat(training.err()).isEmpty();
        assertThat(training.exitCode()).isZero();
        assertThat(training.out())
                .contains("training on the first 630 of 900 interactions", "pass 1 of at most 1", "wrote " + snapshot);
    }

    @Test
    void trainingNeverOverwritesASnapshot() {
        CommandResult result = CommandResult.of("train", "--quick", "--data", data, "--out", snapshot);

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("--out " + snapshot + ": exists and is not empty");
    }

    @Test
    void inspectShowsAnIntactSnapshot() {
        CommandResult result = CommandResult.of("inspect", snapshot);

        assertThat(result.exitCode()).isZero();
        assertThat(result.out())
                .contains("small, version 7", "item_statistics: dense, 2 numbers", "intact            yes");
    }

    @Test
    void inspectRefusesATruncatedFile() throws Exception {
        Path broken = copy("truncated");
        Path weights = broken.resolve("weights.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        Files.write(weights, java.util.Arrays.copyOf(bytes, bytes.length - 1));

        assertBroken(broken, "weights.safetensors: is " + (bytes.length - 1) + " bytes long");
    }

    @Test
    void inspectRefusesAChangedByte() throws Exception {
        Path broken = copy("changed");
        Path weights = broken.resolve("weights.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length - 1] ^= 1;
        Files.write(weights, bytes);

        assertBroken(broken, "weights.safetensors: SHA-256 is");
    }

    @Test
    void inspectRefusesAnUnknownManifestKey() throws Exception {
        Path broken = copy("unknown-key");
        Path manifest = broken.resolve("snapshot.json");
        Files.writeString(manifest, Files.readString(manifest).replace("\"entity\"", "\"entety\""));

        assertBroken(broken, "entety");
    }

    private static void assertBroken(Path snapshot, String problem) {
        CommandResult result = CommandResult.of("inspect", snapshot);
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err())
                .startsWith("metarefresh inspect: snapshot " + snapshot + ": ")
                .contains(problem);
        assertThat(result.err().lines()).hasSize(1);
        assertThat(result.out()).isEmpty();
    }

    @Test
    void adaptWritesOneJsonLineAMember() throws Exception {
        CommandResult result = CommandResult.of("adapt", "--snapshot", snapshot, "--in", data);

        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        List<String> lines = result.out().lines().toList();
        assertThat(lines).hasSize(30);
        JsonNode first = new ObjectMapper().readTree(lines.get(0));
        assertThat(first.get("entity_id").asText()).startsWith("m0000");
        assertThat(first.get("embedding")).hasSize(ModelShape.vectorAlone().embeddingDimension());
        assertThat(first.get("model_name").asText()).isEqualTo("small");
        assertThat(first.get("model_version").asLong()).isEqualTo(7);
        assertThat(first.get("support_size").asInt()).isPositive();
        assertThat(first.get("as_of").asLong()).isGreaterThan(1_700_000_000_000L);
        assertThat(first.get("support_loss_after").asDouble())
                .isLessThan(first.get("support_loss_before").asDouble());
    }

    @Test
    void adaptGivesAMemberAloneTheSameEmbedding() throws Exception {
        String line = CommandResult.of("adapt", "--snapshot", snapshot, "--in", data)
                .out()
                .lines()
                .findFirst()
                .orElseThrow();
        String member = new ObjectMapper().readTree(line).get("entity_id").asText();

        CommandResult alone = CommandResult.of("adapt", "--snapshot", snapshot, "--in", data, "--member", member);

        JsonNode expected = new ObjectMapper().readTree(line).get("embedding");
        JsonNode found = new ObjectMapper().readTree(alone.out()).get("embedding");
        for (int i = 0; i < expected.size(); i++) {
            double b = expected.get(i).asDouble();
            assertThat(Math.abs(found.get(i).asDouble() - b)).isLessThanOrEqualTo(1e-5 * (1 + Math.abs(b)));
        }
    }

    @Test
    void adaptTakesTheProfileThatIsKnownInTheEnd() throws Exception {
        List<String> countries = Files.readAllLines(snapshot.resolve("vocabulary/entity.country.txt"));
        String first = countries.get(1);
        String second = countries.get(2);

        assertThat(adapted(first, second)).isEqualTo(adapted(second, second)).isNotEqualTo(adapted(first, first));
    }

    private static String adapted(String firstCountry, String secondCountry) throws IOException {
        Path moved = directory.resolve("moved.csv");
        Files.writeString(
                moved,
                "member_id,item_id,event_time,label,entity.country:ids\nm,i,5,1," + firstCountry + "\nm,i,6,0,"
                        + secondCountry + "\n");
        CommandResult result = CommandResult.of("adapt", "--snapshot", snapshot, "--in", moved);
        assertThat(result.exitCode()).isZero();
        return result.out();
    }

    @Test
    void adaptRefusesWhatTheJobWouldRefuse() throws Exception {
        Path narrow = directory.resolve("narrow.csv");
        Files.writeString(
                narrow, "member_id,item_id,event_time,label,context.item_statistics:dense\nm,i,5,1,0.5\nm,i,6,1,0.5\n");

        CommandResult strict = CommandResult.of("adapt", "--snapshot", snapshot, "--in", narrow);
        assertThat(strict.exitCode()).isEqualTo(1);
        assertThat(strict.err())
                .contains(
                        "event '000000000001' of member 'm' does not suit model 'small'",
                        "item_statistics",
                        "and 1 more");

        CommandResult lenient = CommandResult.of("adapt", "--skip-bad-lines", "--snapshot", snapshot, "--in", narrow);
        assertThat(lenient.err()).contains("skipped 2 interactions");
    }

    @Test
    void rowsThatRepeatAnEventAreLeftOutAndCounted() throws Exception {
        Path repeated = directory.resolve("repeated.csv");
        StringBuilder text = new StringBuilder("member_id,item_id,event_time,label,event_id,context.any kind:ids\n");
        for (int i = 0; i < 40; i++) {
            text.append("m" + i % 4 + ",i" + i % 3 + "," + (1000 + i) + "," + i % 2 + ",e" + i + ",a\n");
        }
        text.append("m0,i0,1000,0,e0,a\n").append("m1,i1,1001,1,e1,a\n");
        Files.writeString(repeated, text);
        Path trained = directory.resolve("of-repeated");

        CommandResult training =
                CommandResult.of("train", "--quick", "--passes", 1, "--data", repeated, "--out", trained);
        CommandResult adapting = CommandResult.of("adapt", "--snapshot", trained, "--in", repeated);

        String message =
                repeated + ": left out 2 of 42 rows: each repeats the event_id of another one of the same member";
        assertThat(training.err().strip()).isEqualTo(message);
        assertThat(training.out()).contains("training on the first 28 of 40 interactions");
        assertThat(adapting.err().strip()).isEqualTo(message);
        assertThat(adapting.out().lines()).hasSize(4);
    }

    @Test
    void evaluateWritesItsFiles() {
        Path out = directory.resolve("report");

        CommandResult result =
                CommandResult.of("evaluate", "--no-baselines", "--data", data, "--snapshot", snapshot, "--out", out);

        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).contains("270 predictions", "never", "on every event");
        assertThat(Stream.of("report.json", "report.md", "staleness.svg", "predictions.csv")
                        .map(out::resolve))
                .allMatch(Files::isRegularFile);
    }

    private static Path copy(String name) throws IOException {
        Path copy = directory.resolve(name);
        try (Stream<Path> files = Files.walk(snapshot)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(snapshot.relativize(file).toString()));
            }
        }
        return copy;
    }
}
