package io.metarefresh.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.schemas.JobHeartbeat;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A quiet stream and a dead job look different. */
class HeartbeatsTest {
    private final Heartbeats heartbeats = new Heartbeats();

    private void beat(String job, int subtask, int parallelism, Long version, Long asOf, long writtenAt) {
        beat(job, "embeddings", subtask, parallelism, version, asOf, "n", false, writtenAt);
    }

    private void reads(String chain, int subtask, int parallelism, long writtenAt) {
        beat("job", chain, subtask, parallelism, null, null, chain + "_read", false, writtenAt);
    }

    private void ends(String job, int subtask, int parallelism, long writtenAt) {
        beat(job, "embeddings", subtask, parallelism, 3L, 50L, "n", true, writtenAt);
    }

    private void beat(
            String job,
            String chain,
            int subtask,
            int parallelism,
            Long version,
            Long asOf,
            String count,
            boolean ended,
            long writtenAt) {
        Instant newest = asOf == null ? null : Instant.ofEpochMilli(asOf);
        heartbeats.apply(
                job + "/" + chain + "/" + subtask,
                new JobHeartbeat(
                        job, subtask, parallelism, chain, "e", 60_000L, "m", version, newest, Map.of(count, 2L), ended),
                writtenAt);
    }

    @Test
    void theAgeIsThatOfTheSubtaskThatHasBeenSilentLongest() {
        beat("job", 0, 2, 3L, 50L, 100_000);
        beat("job", 1, 2, null, null, 40_000);

        JobStatus status = heartbeats.of("e", 110_000).orElseThrow();
        assertThat(status.age()).isEqualTo(Duration.ofSeconds(70));
        assertThat(status.reporting()).isEqualTo(2);
        assertThat(status.modelVersion()).hasValue(3);
        assertThat(status.newestAsOf()).hasValue(Instant.ofEpochMilli(50));
        assertThat(status.counts()).containsEntry("n", 4L);
        assertThat(status.overdue()).isFalse();
        assertThat(heartbeats.of("e", 221_000).orElseThrow().overdue()).isTrue();
        assertThat(heartbeats.of("other", 0)).isEmpty();
    }

    @Test
    void whatReadsAddsItsCountsAndNotItsAge() {
        reads("interactions", 0, 2, 50_000);
        assertThat(heartbeats.of("e", 60_000).orElseThrow().reporting()).isZero();
        reads("interactions", 1, 2, 50_000);
        reads("activations", 0, 1, 100_001);
        beat("job", 0, 2, 3L, 50L, 100_000);
        beat("job", 1, 2, 3L, 60L, 100_000);

        JobStatus status = heartbeats.of("e", 110_000).orElseThrow();
        assertThat(status.subtasks()).isEqualTo(2);
        assertThat(status.reporting()).isEqualTo(2);
        assertThat(status.age())
                .as("a topic that was read to its end is not heard of again")
                .isEqualTo(Duration.ofSeconds(10));
        assertThat(status.counts())
                .containsOnly(
                        Map.entry("n", 4L), Map.entry("interactions_read", 4L), Map.entry("activations_read", 2L));
    }

    @Test
    void subtasksOfAWiderDeploymentAreLeftOut() {
        for (int subtask = 0; subtask < 4; subtask++) {
            beat("job", subtask, 4, 1L, 5L, 1_000);
            reads("interactions", subtask, 4, 1_001);
        }
        beat("job", 0, 1, 1L, 5L, 900_000);
        reads("interactions", 0, 1, 899_999);

        JobStatus status = heartbeats.of("e", 901_000).orElseThrow();
        assertThat(status.age()).isEqualTo(Duration.ofSeconds(1));
        assertThat(status.subtasks()).isEqualTo(1);
        assertThat(status.counts()).containsEntry("n", 2L).containsEntry("interactions_read", 2L);
    }

    @Test
    void ofTwoJobsOnOneTopicTheOneHeardOfLastCounts() {
        beat("old", 0, 1, 1L, 5L, 1_000);
        beat("new", 0, 1, 2L, 6L, 2_000);

        assertThat(heartbeats.of("e", 3_000).orElseThrow().jobName()).isEqualTo("new");
        assertThat(heartbeats.keysOf("new")).containsExactly("new/embeddings/0");
        heartbeats.remove("new/embeddings/0");
        assertThat(heartbeats.keysOf("new")).isEmpty();
        assertThat(heartbeats.of("e", 3_000).orElseThrow().jobName()).isEqualTo("old");
        assertThat(heartbeats.jobs(3_000)).hasSize(1);
    }

    @Test
    void aJobHasEndedWhenAllThatPublishSaySoAndIsNeverOverdueThen() {
        reads("interactions", 0, 1, 90_000);
        ends("job", 0, 2, 100_000);
        beat("job", 1, 2, 3L, 50L, 130_000);

        JobStatus halfWay = heartbeats.of("e", 140_000).orElseThrow();
        assertThat(halfWay.ended()).isFalse();
        assertThat(halfWay.age()).as("who has ended is not missed").isEqualTo(Duration.ofSeconds(10));
        assertThat(heartbeats.of("e", 311_000).orElseThrow().overdue()).isTrue();

        ends("job", 1, 2, 200_000);
        JobStatus status = heartbeats.of("e", 900_000_000).orElseThrow();
        assertThat(status.ended()).isTrue();
        assertThat(status.overdue()).isFalse();
        assertThat(status.age()).as("since its end").isEqualTo(Duration.ofMillis(899_800_000));

        beat("job", 0, 2, 3L, 50L, 900_000_001);
        assertThat(heartbeats.of("e", 900_000_002).orElseThrow().ended())
                .as("started again")
                .isFalse();
    }

    @Test
    void aJobOfWhichASubtaskWasNeverHeardHasNotEnded() {
        ends("job", 0, 2, 100_000);
        assertThat(heartbeats.of("e", 110_000).orElseThrow().ended()).isFalse();
        assertThat(heartbeats.of("e", 281_000).orElseThrow().overdue()).isTrue();
    }

    @Test
    void aJobThatLivesIsAskedForBeforeOneThatEndedLater() {
        beat("live", 0, 1, 1L, 5L, 100_000);
        ends("backfill", 0, 1, 130_000);
        assertThat(heartbeats.of("e", 140_000).orElseThrow().jobName()).isEqualTo("live");
        assertThat(heartbeats.of("e", 281_000).orElseThrow().jobName())
                .as("when both are gone, the one heard of last")
                .isEqualTo("backfill");
    }
}
