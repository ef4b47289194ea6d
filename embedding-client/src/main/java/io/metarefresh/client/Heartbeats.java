package io.metarefresh.client;

import io.metarefresh.schemas.JobHeartbeat;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The last heartbeat of every subtask of every job. One thread writes, any number reads. */
public final class Heartbeats {
    private final Map<String, Beat> byKey = new ConcurrentHashMap<>();

    private record Beat(JobHeartbeat heartbeat, long writtenAtMillis) {}

    /**
     * Takes one record of the status topic.
     *
     * @param key the record's key
     * @param writtenAtMillis the record's Kafka timestamp
     */
    public void apply(String key, JobHeartbeat heartbeat, long writtenAtMillis) {
        byKey.put(key, new Beat(heartbeat, writtenAtMillis));
    }

    /** The record under that key was deleted. */
    public void remove(String key) {
        byKey.remove(key);
    }

    /** Every job, by name. */
    public List<JobStatus> jobs(long nowMillis) {
        return byKey.values().stream()
                .collect(
                        Collectors.groupingBy(beat -> beat.heartbeat().getJobName(), TreeMap::new, Collectors.toList()))
                .values()
                .stream()
                .map(beats -> status(beats, nowMillis))
                .toList();
    }

    /** The job that publishes to the topic; of several, the one heard of last. */
    public Optional<JobStatus> of(String embeddingTopic, long nowMillis) {
        return jobs(nowMillis).stream()
                .filter(job -> job.embeddingTopic().equals(embeddingTopic))
                .min(Comparator.comparing(JobStatus::age));
    }

    private static JobStatus status(List<Beat> beats, long nowMillis) {
        Beat newest = beats.stream()
                .max(Comparator.comparingLong(Beat::writtenAtMillis))
                .orElseThrow();
        int subtasks = newest.heartbeat().getParallelism();
        List<Beat> current = beats.stream()
                // Subtasks of an earlier, wider deployment are silent for good.
                .filter(beat -> beat.heartbeat().getSubtask() < subtasks)
                .toList();
        long oldest = current.stream().mapToLong(Beat::writtenAtMillis).min().orElse(newest.writtenAtMillis());
        Map<String, Long> counts = new TreeMap<>();
        current.forEach(
                beat -> beat.heartbeat().getCounts().forEach((name, count) -> counts.merge(name, count, Long::sum)));
        return new JobStatus(
                newest.heartbeat().getJobName(),
                newest.heartbeat().getEmbeddingsTopic(),
                subtasks,
                current.size(),
                Duration.ofMillis(Math.max(0, nowMillis - oldest)),
                Duration.ofMillis(newest.heartbeat().getIntervalMs()),
                newestVersion(current),
                current.stream()
                        .map(beat -> beat.heartbeat().getNewestAsOf())
                        .filter(Objects::nonNull)
                        .max(Comparator.<Instant>naturalOrder()),
                counts);
    }

    private static OptionalLong newestVersion(Collection<Beat> beats) {
        return beats.stream()
                .map(beat -> beat.heartbeat().getModelVersion())
                .filter(Objects::nonNull)
                .mapToLong(Long::longValue)
                .max();
    }
}
