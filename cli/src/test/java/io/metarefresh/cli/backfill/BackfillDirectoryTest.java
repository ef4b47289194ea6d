package io.metarefresh.cli.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.job.config.PartitionOffsets;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackfillDirectoryTest {
    private static final BackfillPlan PLAN = new BackfillPlan(
            "output", new PartitionOffsets(Map.of(0, 0L, 1, 3L)), new PartitionOffsets(Map.of(0, 17L, 1, 20L)));

    @TempDir
    private Path directory;

    private static void checkpoint(BackfillDirectory of) throws Exception {
        Path checkpoint = Path.of(URI.create(of.checkpoints())).resolve("job/chk-1");
        Files.createDirectories(checkpoint);
        Files.createFile(checkpoint.resolve("_metadata"));
    }

    @Test
    void whatWasBrokenOffGoesOnByItsPlanAndItsNewestState() throws Exception {
        BackfillDirectory brokenOff = new BackfillDirectory(directory);
        brokenOff.write(PLAN);
        assertThat(brokenOff.newestState()).isEmpty();
        checkpoint(brokenOff);

        BackfillDirectory goingOn = new BackfillDirectory(directory);
        assertThat(goingOn.read()).contains(PLAN);
        assertThat(goingOn.newestState())
                .hasValueSatisfying(state ->
                        assertThat(state).startsWith(brokenOff.checkpoints()).endsWith("chk-1/"));
        assertThat(goingOn.checkpoints()).isEqualTo(brokenOff.checkpoints());
    }

    @Test
    void aNewPlanKnowsNothingOfTheStateThatAnEarlierOneLeft() throws Exception {
        BackfillDirectory ended = new BackfillDirectory(directory);
        ended.write(PLAN);
        checkpoint(ended);
        ended.delete();

        BackfillDirectory anew = new BackfillDirectory(directory);
        assertThat(anew.read()).isEmpty();
        anew.write(PLAN);
        assertThat(anew.newestState()).isEmpty();
        assertThat(ended.newestState()).as("what a live job may need").isPresent();
    }
}
