package io.metarefresh.cli;

import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import picocli.CommandLine.Option;

/** Where Kafka is. */
final class KafkaOptions {
    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:9092",
            description = "Kafka brokers, separated by commas; by default those of 'metarefresh local'.")
    private String bootstrapServers;

    @Option(
            names = "--kafka-property",
            paramLabel = "KEY=VALUE",
            description = {
                "Setting of Kafka's client, such as security.protocol=SSL; can be repeated.",
                "It stands in the process list: secrets belong into --kafka-properties."
            })
    private Map<String, String> properties = Map.of();

    @Option(
            names = "--kafka-properties",
            paramLabel = "FILE",
            converter = ClientProperties.Converter.class,
            description =
                    "Settings of Kafka's client as a properties file; '$'{env:NAME} and '$'{file:/path} in it are replaced.")
    private ClientProperties file = ClientProperties.NONE;

    /** Settings for any of Kafka's clients. */
    Map<String, String> client() {
        Map<String, String> client = file.with(properties);
        client.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        return client;
    }

    String bootstrapServers() {
        return bootstrapServers;
    }
}
