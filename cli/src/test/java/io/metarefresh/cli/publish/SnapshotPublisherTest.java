package io.metarefresh.cli.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metarefresh.innerloop.InnerLoop;
import io.metarefresh.interaction.Features;
import io.metarefresh.job.TestingSnapshots;
import io.metarefresh.job.flink.SnapshotFiles;
import io.metarefresh.snapshot.ChecksumException;
import io.metarefresh.snapshot.EntityKind;
import io.metarefresh.snapshot.Snapshot;
import io.metarefresh.snapshot.SnapshotException;
import io.metarefresh.snapshot.SnapshotReader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotPublisherTest {
    private static final Snapshot SNAPSHOT = TestingSnapshots.snapshot(EntityKind.MEMBER);

    @TempDir
    Path directory;

    @Test
    void aSnapshotLiesAtItsNameAndVersionAndItsActivationSaysAllAboutIt() throws Exception {
        Path local = TestingSnapshots.write(directory.resolve("local"), SNAPSHOT);
        SnapshotPublisher.Published published =
                SnapshotPublisher.upload(local, directory.resolve("store").toString());
        assertThat(published.wasThere()).isFalse();
        assertThat(published.activation().getUri()).startsWith("file:///").endsWith("/store/testing/7");
        assertThat(published.activation().getSha256()).isEqualTo(SnapshotReader.manifestSha256(local));
        assertThat(SnapshotFiles.load(
                                published.activation().getUri(),
                                published.activation().getSha256())
                        .manifest()
                        .modelVersion())
                .isEqualTo(7);
        try (InnerLoop innerLoop = new InnerLoop(SNAPSHOT)) {
            float[] expected = innerLoop.unadapted("", Features.NONE);
            for (int i = 0; i < expected.length; i++) {
                assertThat(published.activation().getDefaultEmbedding().get(i)).isEqualTo(expected[i]);
            }
        }
    }

    @Test
    void aStoreThatIsNotLocalHoldsWhatWasUploaded() throws Exception {
        Path local = TestingSnapshots.write(directory.resolve("local"), SNAPSHOT);
        SnapshotPublisher.Published published =
                SnapshotPublisher.upload(local, "testing-store://bucket" + directory + "/store/");
        String uri = published.activation().getUri();
        assertThat(uri).isEqualTo("testing-store://bucket" + directory + "/store/testing/7");
        Snapshot read = SnapshotFiles.loadAnew(uri, published.activation().getSha256());
        assertThat(read.tensor("head.weight").values())
                .containsExactly(SNAPSHOT.tensor("head.weight").values());
    }

    @Test
    void theSameAgainChangesNothingAndAnotherUnderTheVersionIsRefused() throws Exception {
        String store = directory.resolve("store").toUri().toString();
        Path local = TestingSnapshots.write(directory.resolve("local"), SNAPSHOT);
        SnapshotPublisher.upload(local, store);
        assertThat(SnapshotPublisher.upload(local, store).wasThere()).isTrue();

        Path other = TestingSnapshots.write(directory.resolve("other"), TestingSnapshots.ofAnotherSpace(SNAPSHOT, 7));
        assertThatThrownBy(() -> SnapshotPublisher.upload(other, store))
                .isInstanceOf(SnapshotException.class)
                .hasMessageContaining("/store/testing/7' holds another snapshot")
                .hasMessageContaining("--as-version");
    }

    @Test
    void whatWasDamagedAtItsPlaceIsFoundAndNotAnnounced() throws Exception {
        String store = directory.resolve("store").toUri().toString();
        Path local = TestingSnapshots.write(directory.resolve("local"), SNAPSHOT);
        SnapshotPublisher.upload(local, store);
        Path weights = directory.resolve("store/testing/7/weights.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length - 1] ^= 1;
        Files.write(weights, bytes);
        assertThatThrownBy(() -> SnapshotPublisher.upload(local, store)).isInstanceOf(ChecksumException.class);
    }

    @Test
    void anUploadThatWasCutOffIsWrittenAgain() throws Exception {
        Path store = directory.resolve("store");
        Path local = TestingSnapshots.write(directory.resolve("local"), SNAPSHOT);
        SnapshotPublisher.upload(local, store.toString());
        Files.delete(store.resolve("testing/7/snapshot.json"));
        Files.writeString(store.resolve("testing/7/weights.safetensors"), "half of i");
        assertThat(SnapshotPublisher.upload(local, store.toString()).wasThere()).isFalse();
    }
}
