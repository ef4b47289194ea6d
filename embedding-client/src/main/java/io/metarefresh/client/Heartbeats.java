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
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The last heartbeat of every subtask of every job. One thread writes, any number reads.
 *
 * <p>Decision: {@code docs/decisions/0108-the-last-heartbeat-says-that-it-is-the-last.md}.
 */
public final class Heartbeats {
    private static final String PUBLISHING = "embeddings";

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

    /** Keys of the records that tell of a job: null values under them make it disappear. Empty where none tells of it. */
    public Set<String> keysOf(String jobName) {
        return byKey.entrySet().stream()
                .filter(entry -> entry.getValue().heartbeat().getJobName().equals(jobName))
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
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

    /** The job that publishes to the topic; of several, one that lives; of several of these, the one heard of last. */
    public Optional<JobStatus> of(String embeddingTopic, long nowMillis) {
        return jobs(nowMillis).stream()
                .filter(job -> job.embeddingTopic().equals(embeddingTopic))
                .min(Comparator.comparing((JobStatus job) -> job.ended() || job.overdue())
                        .thenComparing(JobStatus::age));
    }

    private static JobStatus status(List<Beat> beats, long nowMillis) {
        List<Beat> current =
                beats.stream()
                        .collect(Collectors.groupingBy(beat -> beat.heartbeat().getChain()))
                        .values()
                        .stream()
                        .flatMap(Heartbeats::withoutLeftovers)
                        .toList();
        List<Beat> publishing = current.stream()
                .filter(beat -> beat.heartbeat().getChain().equals(PUBLISHING))
                .toList();
        // A job may have been heard of by what it reads alone, at its start.
        Beat newest = newest(publishing.isEmpty() ? current : publishing);
        List<Beat> going =
                publishing.stream().filter(beat -> !beat.heartbeat().getEnded()).toList();
        boolean ended =
                going.isEmpty() && publishing.size() == newest.heartbeat().getParallelism();
        // What reads may have come to its end: how the job lives is told by what publishes.
        long oldest = going.stream().mapToLong(Beat::writtenAtMillis).min().orElse(newest.writtenAtMillis());
        Map<String, Long> counts = new TreeMap<>();
        current.forEach(
                beat -> beat.heartbeat().getCounts().forEach((name, count) -> counts.merge(name, count, Long::sum)));
        return new JobStatus(
                newest.heartbeat().getJobName(),
                newest.heartbeat().getEmbeddingsTopic(),
                newest.heartbeat().getParallelism(),
                publishing.size(),
                Duration.ofMillis(Math.max(0, nowMillis - oldest)),
                Duration.ofMillis(newest.heartbeat().getIntervalMs()),
                ended,
                newestVersion(publishing),
                publishing.stream()
                        .map(beat -> beat.heartbeat().getNewestAsOf())
                        .filter(Objects::nonNull)
                        .max(Comparator.<Instant>naturalOrder()),
                counts);
    }

    /** Subtasks of an earlier, wider deployment are silent for good. */
    private static Stream<Beat> withoutLeftovers(List<Beat> ofOneChain) {
        int subtasks = newest(ofOneChain).heartbeat().getParallelism();
        return ofOneChain.stream().filter(beat -> beat.heartbeat().getSubtask() < subtasks);
    }

    private static Beat newest(Collection<Beat> beats) {
        return beats.stream()
                .max(Comparator.comparingLong(Beat::writtenAtMillis))
                .orElseThrow();
    }

    private static OptionalLong newestVersion(Collection<Beat> beats) {
        return beats.stream()
                .map(beat -> beat.heartbeat().getModelVersion())
                .filter(Objects::nonNull)
                .mapToLong(Long::longValue)
                .max();
    }
}
