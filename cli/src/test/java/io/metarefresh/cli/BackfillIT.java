package io.metarefresh.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.metarefresh.cli.backfill.Backfill;
import io.metarefresh.cli.backfill.BackfillDirectory;
import io.metarefresh.cli.backfill.BackfillPlan;
import io.metarefresh.innerloop.InnerLoop;
import io.metarefresh.innerloop.SupportTask;
import io.metarefresh.interaction.Features;
import io.metarefresh.job.TestingJob;
import io.metarefresh.job.TestingSnapshots;
import io.metarefresh.job.TestingStack;
import io.metarefresh.schemas.MetaEmbedding;
import io.metarefresh.schemas.RefreshReason;
import io.metarefresh.snapshot.EntityKind;
import io.metarefresh.snapshot.Snapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.core.execution.JobClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** BACKFILL: over the same input live job and backfill AGREE, and each member is adapted once. */
class BackfillIT {
    @RegisterExtension
    private final TestingBackfill backfills = new TestingBackfill();

    @Test
    void liveAndBackfillAgreeAndEachMemberIsAdaptedOnce() throws Exception {
        backfills.runLive();
        assertThat(backfills.stack.read(backfills.stack.topics.metaEmbeddings()).size())
                .isGreaterThan(TestingBackfill.MEMBERS);

        CommandResult backfill = backfills.backfill("--stop-at-end", "--rate", 1000);

        assertThat(backfill.exitCode()).as(backfill.err()).isZero();
        assertThat(backfill.out())
                .contains("from 0@0 1@0 to 0@150 1@150: at most 300 interactions")
                .contains("interactions: read 300 = accepted ")
                .doesNotContain("warning");
        // One for each member; of the one who was forgotten the tombstone.
        assertThat(backfills.stack.read(backfills.output)).hasSize(TestingBackfill.MEMBERS);
        assertThat(backfills.reasons(backfills.output)).containsExactly(RefreshReason.BACKFILL);
        assertThat(backfills.reasons(backfills.stack.topics.metaEmbeddings())).doesNotContain(RefreshReason.BACKFILL);
        CommandResult verified = backfills.verify();
        assertThat(verified.exitCode()).as(verified.out()).isZero();
        assertThat(verified.out()).contains("Both topics hold the same.");
        CommandResult status = backfills.status();
        assertThat(status.exitCode()).as(status.out()).isZero();
        assertThat(status.out()).contains("metarefresh-" + backfills.output + ": ended, ");

        CommandResult late =
                backfills.backfillInto(backfills.output + "-late", "--from", "0@100,1@100", "--stop-at-end");
        assertThat(late.out())
                .contains("from 0@100 1@100 to 0@150 1@150: at most 100 interactions")
                .contains("warning: 200 interactions before the start are not read");
        CommandResult cut = backfills.verify(backfills.stack.topics.metaEmbeddings(), backfills.output + "-late");
        assertThat(cut.exitCode())
                .as("what the warning says comes true: " + cut.out())
                .isEqualTo(1);
    }

    @Test
    void aSnapshotOfAnotherSpaceGoesToANewTopicWhichIsPromoted() throws Exception {
        backfills.runLive();
        Snapshot other = TestingSnapshots.ofAnotherSpace(TestingSnapshots.snapshot(EntityKind.MEMBER), 8);
        backfills.use(other);

        CommandResult backfill = backfills.backfill("--stop-at-end");

        assertThat(backfill.exitCode()).as(backfill.err()).isZero();
        Map<String, MetaEmbedding> published = backfills.embeddings(backfills.output);
        assertThat(published).hasSize(TestingBackfill.MEMBERS - 1).doesNotContainKey("m3");
        try (InnerLoop innerLoop = new InnerLoop(other)) {
            published.forEach((member, embedding) -> {
                assertThat(embedding.getModelVersion()).isEqualTo(8);
                float[] expected = innerLoop
                        .adapt(List.of(new SupportTask(member, Features.NONE, backfills.newestOf(member))))
                        .get(0)
                        .embedding();
                for (int i = 0; i < expected.length; i++) {
                    assertThat(embedding.getEmbedding().get(i))
                            .isCloseTo(expected[i], within(1e-5f * (1 + Math.abs(expected[i]))));
                }
            });
        }
        assertThat(backfills.verify().exitCode()).as("vectors of two spaces").isEqualTo(1);
        CommandResult promoted = CommandResult.of(
                "promote",
                "--alias",
                backfills.stack.topics.metaEmbeddings(),
                "--topic",
                backfills.output,
                "--across-versions",
                "--bootstrap-servers",
                backfills.stack.bootstrapServers(),
                "--registry-url",
                backfills.stack.registryUrl());
        assertThat(promoted.exitCode()).as(promoted.out() + promoted.err()).isZero();
        assertThat(promoted.out()).contains("is topic '" + backfills.output + "' from now on");
    }

    @Test
    void aBackfillThatIsNotStoppedGoesOnAsTheLiveJob() throws Exception {
        backfills.createOutput();
        BackfillPlan plan = backfills.planToTheEnd();

        BackfillDirectory backfillDirectory = backfills.backfillDirectory();
        backfillDirectory.write(plan);
        JobClient job = new Backfill(plan, backfillDirectory, backfills.settings()).replayAndGoOn(read -> {});
        try {
            TestingStack.await("the savepoint between the two jobs is gone", () -> metadata("savepoints") == 0);
            TestingStack.await("the live job has a checkpoint of its own", () -> metadata("checkpoints") > 0);
            assertThat(backfills.stack.read(backfills.output)).hasSize(TestingBackfill.MEMBERS);
            for (int i = TestingBackfill.INTERACTIONS;
                    i < TestingBackfill.INTERACTIONS + TestingBackfill.MEMBERS;
                    i++) {
                backfills.send(i);
            }
            TestingStack.await(
                    "the new interactions published, but not of the forgotten member",
                    () -> backfills.stack.read(backfills.output).size() >= 2 * TestingBackfill.MEMBERS - 1);
            // What a later backfill would take for its own if it did not rewind it.
            TestingStack.await(
                    "the live job's group has committed everything",
                    () -> backfills.committedInteractions() == TestingBackfill.INTERACTIONS + TestingBackfill.MEMBERS);
        } finally {
            TestingJob.cancel(job);
        }
        backfills.runLive();
        CommandResult verified = backfills.verify();
        assertThat(verified.exitCode()).as(verified.out()).isZero();
        aLaterOneReadsEverythingAnew();
    }

    /** Although the live job left checkpoints in the same directory. */
    private void aLaterOneReadsEverythingAnew() throws Exception {
        int before = backfills.stack.read(backfills.output).size();
        BackfillDirectory backfillDirectory = backfills.backfillDirectory();
        BackfillPlan plan = backfills.planToTheEnd();
        backfillDirectory.write(plan);
        // Too slow to be done before it is first asked whether anything remains.
        JobClient job = new Backfill(plan, backfillDirectory, backfills.settings("input.max-rate", "200"))
                .replayAndGoOn(read -> {});
        try {
            assertThat(backfills.stack.read(backfills.output)).hasSize(before + TestingBackfill.MEMBERS);
        } finally {
            TestingJob.cancel(job);
        }
    }

    /** Complete checkpoints or savepoints in a folder of the backfill's directory. */
    private long metadata(String folder) {
        Path found = backfills.directory().resolve("backfill").resolve("run-1").resolve(folder);
        if (!Files.exists(found)) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(found)) {
            return files.filter(file -> file.endsWith("_metadata")).count();
        } catch (IOException | UncheckedIOException e) {
            // Flink deletes while this looks.
            return -1;
        }
    }
}
