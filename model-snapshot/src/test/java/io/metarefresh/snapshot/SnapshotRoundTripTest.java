package io.metarefresh.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.metarefresh.innerloop.TestingModels;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotRoundTripTest {
    @TempDir
    private Path directory;

    @Test
    void whatIsWrittenIsReadBackBitForBit() throws Exception {
        InnerLoopSpec spec =
                new InnerLoopSpec(4, Loss.SQUARED, 0.5, 2.5, 10, Duration.ofHours(36), Duration.ofMinutes(90), 7.25);
        Snapshot written = TestingModels.snapshot(TestingModels.small().withInnerLoop(spec), 3);
        Path target = directory.resolve("new/snapshot");
        SnapshotWriter.write(target, written.manifest(), written.tensors(), written.vocabularies());
        Snapshot read = SnapshotReader.read(target);
        assertSame(read, written);
        assertThat(read.manifest().files())
                .containsOnlyKeys(
                        "weights.safetensors",
                        "vocabulary/occupation.txt",
                        "vocabulary/item_id.txt",
                        "vocabulary/genres.txt");
    }

    @Test
    void aModelWithoutEntityFeaturesAndStepsKeepsItsEmptyTensors() throws Exception {
        Snapshot written = TestingModels.snapshot(
                TestingModels.small()
                        .withIds(false)
                        .withProfileWidth(0)
                        .withInnerLoop(TestingModels.innerLoop(0, Loss.LOGISTIC)),
                3);
        SnapshotWriter.write(directory.resolve("s"), written.manifest(), written.tensors(), Map.of());
        Snapshot read = SnapshotReader.read(directory.resolve("s"));
        assertSame(read, written);
        assertThat(read.tensor("meta.0.weight").shape()).containsExactly(0, 7);
        assertThat(read.tensor("inner_loop.learning_rates").shape()).containsExactly(0, 4);
    }

    @Test
    void tensorsLargerThanAReadChunkSurvive() throws Exception {
        Random random = new Random(1);
        // 16,384 floats are a chunk: below, at, above, and several.
        for (int size : new int[] {16_383, 16_384, 16_385, 70_000}) {
            Map<String, Tensor> tensors =
                    Map.of("a", TestingModels.tensor(random, 1, size), "b", TestingModels.tensor(random, 1, 3));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            Safetensors.write(out, tensors);
            Map<String, Tensor> read =
                    Safetensors.read(new ByteArrayInputStream(out.toByteArray()), out.size(), "weights");
            assertThat(read.get("a").values()).isEqualTo(tensors.get("a").values());
            assertThat(read.get("b").values()).isEqualTo(tensors.get("b").values());
        }
    }

    @Test
    void trainingNotesOfAnyKindSurvive() throws Exception {
        Snapshot s = TestingModels.snapshot(TestingModels.small(), 1);
        var training = new ObjectMapper().readTree("{\"seed\": 7, \"curve\": [{\"loss\": 0.5}], \"anything\": null}");
        SnapshotWriter.write(
                directory.resolve("s"), s.manifest().withTraining(training), s.tensors(), s.vocabularies());
        assertThat(SnapshotReader.read(directory.resolve("s")).manifest().training())
                .isEqualTo(training);
    }

    @Test
    void aManifestChecksumCanBeDemanded() throws Exception {
        Path path = TestingSnapshotDirectory.in(directory).path();
        String sha256 = SnapshotReader.manifestSha256(path);
        assertThat(sha256).matches("[0-9a-f]{64}");
        assertThat(SnapshotReader.read(path, sha256).manifest().modelName()).isEqualTo("test");
        assertThatThrownBy(() -> SnapshotReader.read(path, "0".repeat(64)))
                .isInstanceOf(SnapshotException.class)
                .hasMessageContaining("snapshot.json: SHA-256 must be 0000");
    }

    @Test
    void anExistingSnapshotIsNeverOverwritten() throws Exception {
        Path path = TestingSnapshotDirectory.in(directory).path();
        String before = SnapshotReader.manifestSha256(path);
        Snapshot other = TestingModels.snapshot(TestingModels.small(), 2);
        assertThatThrownBy(() -> SnapshotWriter.write(path, other.manifest(), other.tensors(), other.vocabularies()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(path.toString())
                .hasMessageContaining("not empty");
        assertThat(SnapshotReader.manifestSha256(path)).isEqualTo(before);
        assertNoLeftovers(1);
    }

    @Test
    void anInvalidSnapshotIsNotWritten() throws Exception {
        Snapshot s = TestingModels.snapshot(TestingModels.small(), 2);
        Map<String, Tensor> tensors = new HashMap<>(s.tensors());
        tensors.put("head.bias", new Tensor(new int[] {1}, new float[] {Float.NaN}));
        assertThatThrownBy(() -> SnapshotWriter.write(directory.resolve("s"), s.manifest(), tensors, s.vocabularies()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("'head.bias' holds NaN");
        assertNoLeftovers(0);
        Map<String, List<String>> escaping = new HashMap<>(s.vocabularies());
        escaping.put("../../escaped", List.of("<unknown>"));
        assertThatThrownBy(() -> SnapshotWriter.write(directory.resolve("s"), s.manifest(), s.tensors(), escaping))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is not a file name");
        assertNoLeftovers(0);
    }

    @Test
    void snapshotsWithTheSameGlobalSideShareItsDigestWhateverTheMetaBlockIs() {
        Snapshot a = TestingModels.snapshot(TestingModels.small(), 1);
        Map<String, Tensor> otherMeta = new HashMap<>(a.tensors());
        otherMeta.put("meta.0.bias", TestingModels.tensor(new Random(5), 1, 7));
        otherMeta.put("inner_loop.learning_rates", TestingModels.tensor(new Random(5), 1, 3, 4));
        assertThat(GlobalSide.sha256(new Snapshot(a.manifest(), otherMeta, a.vocabularies())))
                .isEqualTo(GlobalSide.sha256(a));
        for (String name : List.of("head.bias", "global.0.entity.weight", "context.item_id", "global.product.bias")) {
            Map<String, Tensor> changed = new HashMap<>(a.tensors());
            Tensor old = changed.get(name);
            float[] values = old.values().clone();
            values[values.length - 1] = Math.nextUp(values[values.length - 1]);
            changed.put(name, new Tensor(old.shape(), values));
            assertThat(GlobalSide.sha256(new Snapshot(a.manifest(), changed, a.vocabularies())))
                    .as(name)
                    .isNotEqualTo(GlobalSide.sha256(a));
        }
        Map<String, List<String>> vocabularies = new HashMap<>(a.vocabularies());
        vocabularies.put("item_id", List.of("<unknown>", "i2", "i1", "i3", "i4"));
        assertThat(GlobalSide.sha256(new Snapshot(a.manifest(), a.tensors(), vocabularies)))
                .isNotEqualTo(GlobalSide.sha256(a));
    }

    private void assertNoLeftovers(int entries) throws IOException {
        try (Stream<Path> paths = Files.list(directory)) {
            assertThat(paths).hasSize(entries);
        }
    }

    private static void assertSame(Snapshot actual, Snapshot expected) {
        assertThat(actual.manifest())
                .usingRecursiveComparison()
                .ignoringFields("files")
                .isEqualTo(expected.manifest());
        assertThat(actual.vocabularies()).isEqualTo(expected.vocabularies());
        assertThat(actual.tensors()).containsOnlyKeys(expected.tensors().keySet());
        expected.tensors().forEach((name, tensor) -> {
            assertThat(actual.tensor(name).shape()).as(name).isEqualTo(tensor.shape());
            assertThat(actual.tensor(name).values()).as(name).isEqualTo(tensor.values());
        });
    }
}
