package io.metarefresh.schemas;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/** How topics are read here: what was committed alone, at positions of the reader's own, and never so that a topic comes into being. */
public final class CommittedReader {
    private CommittedReader() {}

    /**
     * Settings of a consumer that commits nothing.
     *
     * @param kafka of Kafka's consumer: addresses, security, sizes; what is decided here wins
     * @param autoOffsetReset where to go on when the broker has a position no more: {@code earliest}, or {@code none} to fail
     */
    public static Map<String, Object> settings(Map<String, String> kafka, String autoOffsetReset) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, autoOffsetReset);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        return settings;
    }
}
