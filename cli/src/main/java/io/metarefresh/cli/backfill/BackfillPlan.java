package io.metarefresh.cli.backfill;

import io.metarefresh.job.config.Options;
import io.metarefresh.job.config.PartitionOffsets;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * What a backfill does. It is fixed at the start and kept beside the checkpoints, so that a backfill that was broken off goes on with the same ends.
 *
 * @param outputTopic where the embeddings go
 * @param start the first interactions that are read
 * @param end behind the last interactions of the past
 */
public record BackfillPlan(String outputTopic, PartitionOffsets start, PartitionOffsets end) {

    /** Interactions at most: offsets of transaction marks are among them. */
    public long records() {
        return end.byPartition().entrySet().stream()
                .mapToLong(e -> Math.max(0, e.getValue() - start.byPartition().get(e.getKey())))
                .sum();
    }

    /** The part of the job that names what is its own, so that it harms no other. */
    private Map<String, String> own(Map<String, String> settings) {
        Map<String, String> own = new TreeMap<>(settings);
        own.put(Options.EMBEDDINGS_TOPIC.key(), outputTopic);
        for (var option : java.util.List.of(Options.JOB_NAME, Options.GROUP_ID)) {
            own.merge(option.key(), option.defaultText() + suffix(), (mine, ignored) -> mine + suffix());
        }
        own.computeIfPresent(Options.TRANSACTIONAL_ID_PREFIX.key(), (key, prefix) -> prefix + suffix());
        return own;
    }

    private String suffix() {
        return "-" + outputTopic;
    }

    /**
     * Settings of the job that replays the past: each entity is refreshed once, at its end.
     *
     * @param settings of the live job
     * @param rate interactions per second at most, in place of what the live job is allowed
     */
    public Map<String, String> past(Map<String, String> settings, OptionalInt rate) {
        Map<String, String> past = own(settings);
        rate.ifPresent(limit -> past.put(Options.MAX_RATE.key(), Integer.toString(limit)));
        past.put(Options.START_OFFSETS.key(), start.toString());
        past.put(Options.AT_END_ONLY.key(), "true");
        return past;
    }

    /** The same, ending by itself at the recorded ends. */
    public Map<String, String> pastAndEnd(Map<String, String> settings, OptionalInt rate) {
        Map<String, String> bounded = past(settings, rate);
        bounded.put(Options.END_OFFSETS.key(), end.toString());
        return bounded;
    }

    /** Settings of the live job of the output topic that goes on from there. */
    public Map<String, String> live(Map<String, String> settings) {
        return own(settings);
    }
}
