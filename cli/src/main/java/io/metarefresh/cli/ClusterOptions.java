package io.metarefresh.cli;

import io.metarefresh.schemas.ConfluentSchemaRegistry;
import io.metarefresh.schemas.SchemaRegistry;
import io.metarefresh.schemas.TopicNames;
import java.util.Map;
import picocli.CommandLine.Mixin;

/** A deployment as commands reach it: Kafka, the schema registry, and what the topics are called. */
final class ClusterOptions {
    @Mixin
    private KafkaOptions kafka;

    @Mixin
    private RegistryOptions registry;

    @Mixin
    private TopicNameOptions topics;

    KafkaOptions kafka() {
        return kafka;
    }

    /** Settings for any of Kafka's clients. */
    Map<String, String> client() {
        return kafka.client();
    }

    RegistryOptions registry() {
        return registry;
    }

    /** A client of the schema registry, for the caller to close. */
    SchemaRegistry openRegistry() {
        return new ConfluentSchemaRegistry(registry.settings());
    }

    TopicNames topics() {
        return topics.names();
    }
}
