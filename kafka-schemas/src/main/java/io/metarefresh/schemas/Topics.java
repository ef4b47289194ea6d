package io.metarefresh.schemas;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.config.TopicConfig;

/**
 * The seven topics, with every setting explicit on which compaction, tombstones, retention and timestamps depend: a broker's
 * defaults may differ and may change.
 */
public final class Topics {
    /** A dead letter is the original record and headers that say why; they fit in this much more. */
    public static final int DEAD_LETTER_HEADROOM_BYTES = 64 * 1024;

    /** Four segments of the interactions. */
    private static final Duration ERASED_STAYS_LONGER = Duration.ofDays(1);

    private Topics() {}

    /**
     * What a deployment chooses.
     *
     * @param partitions of every topic but those that hold a few records in one order: {@code model-snapshots}, aliases, status
     * @param maxRecordBytes the largest record batch of the input, and so of every topic but the dead letters
     * @param interactionRetention how long interactions can be replayed; the job's {@code forget-retention} must not be less
     * @param tombstoneRetention how long a tombstone can be read, so the longest that a reader may take from start to end of a
     *     compacted topic or be away from it; in {@code member-profiles} longer, where interactions are kept longer
     * @param deadLetterRetention how long there is to look at dead letters and replay them
     */
    public record Sizing(
            int partitions,
            short replication,
            int maxRecordBytes,
            Duration interactionRetention,
            Duration tombstoneRetention,
            Duration deadLetterRetention) {

        /** One partition count for a production-like cluster: replication 3, 1 MiB, a week, a week, a month. */
        public static Sizing of(int partitions, short replication) {
            return new Sizing(
                    partitions, replication, 1024 * 1024, Duration.ofDays(7), Duration.ofDays(7), Duration.ofDays(30));
        }

        public Sizing withMaxRecordBytes(int bytes) {
            return new Sizing(
                    partitions, replication, bytes, interactionRetention, tombstoneRetention, deadLetterRetention);
        }
    }

    /** All seven, in the order of {@link TopicNames}. */
    public static List<TopicDefinition> all(TopicNames names, Sizing sizing) {
        return List.of(
                interactions(names.interactions(), sizing),
                memberProfiles(names.memberProfiles(), sizing),
                metaEmbeddings(names.metaEmbeddings(), sizing),
                modelSnapshots(names.modelSnapshots(), sizing),
                deadLetters(names.deadLetters(), sizing),
                aliases(names.aliases(), sizing),
                status(names.status(), sizing));
    }

    /** Interactions are kept for a time, not by key: a support set is made of many records of one entity. */
    public static TopicDefinition interactions(String name, Sizing sizing) {
        return define(
                name, sizing.partitions(), sizing, deleted(sizing.interactionRetention(), sizing.maxRecordBytes()));
    }

    /**
     * The last profile of each entity. A null value forgets the entity, and every reader must see it before it is compacted away. A replay
     * must see it too, as long as there are interactions that it erased, and these stay for up to a segment longer than their retention.
     */
    public static TopicDefinition memberProfiles(String name, Sizing sizing) {
        Duration erased = sizing.interactionRetention().plus(ERASED_STAYS_LONGER);
        return define(
                name, sizing.partitions(), sizing, compacted(sizing, longer(sizing.tombstoneRetention(), erased)));
    }

    /** The last embedding of each entity. Also for the output of a backfill. */
    public static TopicDefinition metaEmbeddings(String name, Sizing sizing) {
        return define(name, sizing.partitions(), sizing, compacted(sizing));
    }

    /** Announced snapshots in one order for all: one partition. */
    public static TopicDefinition modelSnapshots(String name, Sizing sizing) {
        return define(name, 1, sizing, compacted(sizing));
    }

    /** Which topic readers of an alias read: one partition. */
    public static TopicDefinition aliases(String name, Sizing sizing) {
        return define(name, 1, sizing, compacted(sizing));
    }

    /** The last heartbeat of each subtask of each job: one partition. */
    public static TopicDefinition status(String name, Sizing sizing) {
        return define(name, 1, sizing, compacted(sizing));
    }

    /** Larger than the input's largest record by {@value #DEAD_LETTER_HEADROOM_BYTES} bytes. */
    public static TopicDefinition deadLetters(String name, Sizing sizing) {
        int bytes = Math.addExact(sizing.maxRecordBytes(), DEAD_LETTER_HEADROOM_BYTES);
        return define(name, sizing.partitions(), sizing, deleted(sizing.deadLetterRetention(), bytes));
    }

    private static TopicDefinition define(String name, int partitions, Sizing sizing, Map<String, String> config) {
        return new TopicDefinition(name, partitions, sizing.replication(), config);
    }

    private static Map<String, String> deleted(Duration retention, int maxRecordBytes) {
        Map<String, String> config = common(maxRecordBytes);
        config.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
        config.put(TopicConfig.RETENTION_MS_CONFIG, Long.toString(retention.toMillis()));
        config.put(TopicConfig.RETENTION_BYTES_CONFIG, "-1");
        config.put(TopicConfig.SEGMENT_MS_CONFIG, millis(Duration.ofHours(6)));
        return config;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private static Map<String, String> compacted(Sizing sizing) {
        return compacted(sizing, sizing.tombstoneRetention());
    }

    private static Map<String, String> compacted(Sizing sizing, Duration tombstoneRetention) {
        Map<String, String> config = common(sizing.maxRecordBytes());
        config.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
        config.put(TopicConfig.RETENTION_MS_CONFIG, "-1");
        config.put(TopicConfig.RETENTION_BYTES_CONFIG, "-1");
        // Readers that keep up see every record of the last minute, not only the newest of each key.
        config.put(TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG, millis(Duration.ofMinutes(1)));
        // What was replaced or forgotten is gone from the disk within about a day, busy topic or not.
        config.put(TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG, millis(Duration.ofDays(1)));
        config.put(TopicConfig.DELETE_RETENTION_MS_CONFIG, millis(tombstoneRetention));
        // The active segment is never compacted, so it must not stay active for long.
        config.put(TopicConfig.SEGMENT_MS_CONFIG, millis(Duration.ofHours(1)));
        // A new reader reads everything: at most a third of it is stale.
        config.put(TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.3");
        return config;
    }

    private static Map<String, String> common(int maxRecordBytes) {
        Map<String, String> config = new TreeMap<>();
        config.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(maxRecordBytes));
        // The record's timestamp says when it was written, whatever the producers' clocks say.
        config.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
        config.put(TopicConfig.COMPRESSION_TYPE_CONFIG, "producer");
        config.put(TopicConfig.SEGMENT_BYTES_CONFIG, Integer.toString(256 * 1024 * 1024));
        return config;
    }

    private static String millis(Duration duration) {
        return Long.toString(duration.toMillis());
    }
}
