package io.metarefresh.cli.local;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;

/** How many records were ever written to a topic. */
final class TopicEnds implements AutoCloseable {
    private static final int DEADLINE_SECONDS = 20;

    private final Admin admin;
    private final Map<String, Map<TopicPartition, OffsetSpec>> latest = new HashMap<>();

    TopicEnds(String bootstrapServers, List<String> topics)
            throws InterruptedException, ExecutionException, TimeoutException {
        admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
        Map<String, TopicDescription> described =
                admin.describeTopics(topics).allTopicNames().get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        described.forEach((topic, description) -> {
            Map<TopicPartition, OffsetSpec> specs = new HashMap<>();
            description
                    .partitions()
                    .forEach(p -> specs.put(new TopicPartition(topic, p.partition()), OffsetSpec.latest()));
            latest.put(topic, specs);
        });
    }

    /** The sum of the end offsets of the topic's partitions. */
    long of(String topic) throws InterruptedException, ExecutionException, TimeoutException {
        return admin.listOffsets(latest.get(topic)).all().get(DEADLINE_SECONDS, TimeUnit.SECONDS).values().stream()
                .mapToLong(end -> end.offset())
                .sum();
    }

    @Override
    public void close() {
        admin.close(java.time.Duration.ofSeconds(2));
    }
}
