package io.metarefresh.cli;

import io.metarefresh.schemas.RegistrySettings;
import java.util.Map;
import picocli.CommandLine.Option;

/** Where the schema registry is. */
final class RegistryOptions {
    @Option(
            names = "--registry-url",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:8081/apis/ccompat/v7",
            description = "Base URL of the schema registry's Confluent API; by default that of 'metarefresh local'.")
    private String url;

    @Option(
            names = "--registry-property",
            paramLabel = "KEY=VALUE",
            description =
                    "Setting of the registry's client, such as basic.auth.user.info=USER:PASSWORD; can be repeated.")
    private Map<String, String> properties = Map.of();

    RegistrySettings settings() {
        return new RegistrySettings(url, properties);
    }
}
