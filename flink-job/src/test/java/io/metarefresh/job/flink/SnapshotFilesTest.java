package io.metarefresh.job.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metarefresh.job.TestingSnapshots;
import io.metarefresh.snapshot.ChecksumException;
import io.metarefresh.snapshot.EntityKind;
import io.metarefresh.snapshot.Snapshot;
import io.metarefresh.snapshot.SnapshotReader;
import io.metarefresh.snapshot.UnreadableSnapshotException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots on a file system that is not the local one. */
class SnapshotFilesTest {
    private static final Snapshot SNAPSHOT = TestingSnapshots.snapshot(EntityKind.MEMBER);

    @TempDir
    Path directory;

    private List<String> copiesBefore;

    private String uri() {
        return "testing-store://bucket" + directory + "/store/testing/7";
    }

    @BeforeEach
    void remember() throws IOException {
        copiesBefore = copies();
    }

    @AfterEach
    void noCopyIsLeftBehind() throws IOException {
        assertThat(copies()).isEqualTo(copiesBefore);
    }

    private static List<String> copies() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.map(Path::toString)
                    .filter(file -> file.contains("metarefresh-snapshot-"))
                    .sorted()
                    .toList();
        }
    }

    /** Returns the SHA-256 of the manifest. */
    private String store() throws Exception {
        return SnapshotReader.manifestSha256(TestingSnapshots.write(directory.resolve("store/testing/7"), SNAPSHOT));
    }

    @Test
    void whatLiesThereIsRead() throws Exception {
        String sha256 = store();
        Snapshot read = SnapshotFiles.loadAnew(uri(), sha256);
        assertThat(read.manifest().modelVersion()).isEqualTo(7);
        assertThat(read.tensor("head.weight").values())
                .containsExactly(SNAPSHOT.tensor("head.weight").values());
        assertThat(SnapshotFiles.manifestSha256(uri())).isEqualTo(sha256);
    }

    @Test
    void whatIsMissingCanBeTriedAgain() throws Exception {
        String sha256 = store();
        Files.delete(directory.resolve("store/testing/7/weights.safetensors"));
        assertThatThrownBy(() -> SnapshotFiles.loadAnew(uri(), sha256))
                .isInstanceOf(UnreadableSnapshotException.class)
                .hasMessageContaining(uri());
        assertThatThrownBy(() -> SnapshotFiles.loadAnew("no-such-store://bucket/m/7", sha256))
                .isInstanceOf(UnreadableSnapshotException.class)
                .hasMessageContaining("no-such-store");
    }

    @Test
    void aLongerFileThanAnnouncedIsRefused() throws Exception {
        String sha256 = store();
        Files.write(
                directory.resolve("store/testing/7/weights.safetensors"), new byte[100_000], StandardOpenOption.APPEND);
        assertThatThrownBy(() -> SnapshotFiles.loadAnew(uri(), sha256)).isInstanceOf(ChecksumException.class);
    }

    @Test
    void anotherManifestIsRefusedBeforeItsFilesAreBelieved() throws Exception {
        store();
        assertThatThrownBy(() -> SnapshotFiles.loadAnew(uri(), "0".repeat(64)))
                .isInstanceOf(ChecksumException.class)
                .hasMessageContaining("snapshot.json");
    }
}
