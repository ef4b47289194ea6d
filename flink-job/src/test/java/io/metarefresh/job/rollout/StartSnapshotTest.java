package io.metarefresh.job.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.encoding.InputContract;
import io.metarefresh.job.TestingSnapshots;
import io.metarefresh.job.flink.SnapshotFiles;
import io.metarefresh.job.record.AdmittedSnapshot;
import io.metarefresh.job.record.Announcement;
import io.metarefresh.snapshot.EntityKind;
import io.metarefresh.snapshot.Snapshot;
import io.metarefresh.snapshot.SnapshotReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ROLLOUT: a new job starts with the newest activation that loads. */
class StartSnapshotTest {
    private static final Snapshot CONFIGURED = TestingSnapshots.snapshot(EntityKind.MEMBER);

    @TempDir
    Path directory;

    private AdmittedSnapshot configured;
    private final List<String> skipped = new ArrayList<>();

    @BeforeEach
    void write() throws Exception {
        Path first = TestingSnapshots.write(directory.resolve("7"), CONFIGURED);
        configured = AdmittedSnapshot.of(CONFIGURED, first.toString(), SnapshotReader.manifestSha256(first));
    }

    private Announcement announced(Snapshot snapshot) throws Exception {
        long version = snapshot.manifest().modelVersion();
        Path written = TestingSnapshots.write(directory.resolve(Long.toString(version)), snapshot);
        return new Announcement("testing", version, written.toString(), SnapshotReader.manifestSha256(written));
    }

    private AdmittedSnapshot choose(Announcement... announcements) {
        return StartSnapshot.choose(
                configured,
                List.of(announcements),
                new AdmissionRules(AllowedUris.besides(configured.uri()), InputContract.of(CONFIGURED.manifest())),
                SnapshotFiles::loadAnew,
                skipped::add);
    }

    @Test
    void theConfiguredOneStartsWhereNothingNewerIsAnnounced() throws Exception {
        assertThat(choose(announced(TestingSnapshots.next(CONFIGURED, 6)))).isEqualTo(configured);
        assertThat(skipped).isEmpty();
    }

    @Test
    void theNewestThatLoadsAndMayFollowStartsAndTheOthersAreNamed() throws Exception {
        Announcement broken = announced(TestingSnapshots.next(CONFIGURED, 10));
        Files.writeString(Path.of(broken.uri(), "snapshot.json"), "{}");
        AdmittedSnapshot start = choose(
                announced(TestingSnapshots.next(CONFIGURED, 8)),
                announced(TestingSnapshots.next(CONFIGURED, 9)),
                broken,
                announced(TestingSnapshots.ofAnotherSpace(CONFIGURED, 11)));
        assertThat(start.modelVersion()).isEqualTo(9);
        assertThat(skipped).hasSize(2);
        assertThat(skipped.get(0)).contains("testing@11").contains("GLOBAL_BLOCK");
        assertThat(skipped.get(1)).contains("testing@10").contains("CHECKSUM");
    }
}
