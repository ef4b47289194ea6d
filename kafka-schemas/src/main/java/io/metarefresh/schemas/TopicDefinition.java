package io.metarefresh.schemas;

import java.util.Map;
import java.util.TreeMap;

/**
 * A topic as it should be.
 *
 * @param config topic settings by their Kafka names; what is not named is the broker's to choose
 */
public record TopicDefinition(String name, int partitions, short replication, Map<String, String> config) {
    public TopicDefinition {
        if (partitions < 1) {
            throw new IllegalArgumentException("topic " + name + ": partitions = " + partitions + ", at least 1");
        }
        if (replication < 1) {
            throw new IllegalArgumentException("topic " + name + ": replication = " + replication + ", at least 1");
        }
        config = Map.copyOf(config);
    }

    /** The same topic under another setting. */
    public TopicDefinition with(String key, String value) {
        Map<String, String> changed = new TreeMap<>(config);
        changed.put(key, value);
        return new TopicDefinition(name, partitions, replication, changed);
    }
}
