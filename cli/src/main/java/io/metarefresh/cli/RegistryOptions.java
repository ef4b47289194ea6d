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
            description = {
                "Setting of the registry's client, such as basic.auth.credentials.source=USER_INFO; can be repeated.",
                "It stands in the process list: secrets belong into --registry-properties."
            })
    private Map<String, String> properties = Map.of();

    @Option(
            names = "--registry-properties",
            paramLabel = "FILE",
            converter = ClientProperties.Converter.class,
            description =
                    "Settings of the registry's client as a properties file; '$'{env:NAME} and '$'{file:/path} in it"
                            + " are replaced.")
    private ClientProperties file = ClientProperties.NONE;

    RegistrySettings settings() {
        return new RegistrySettings(url, file.with(properties));
    }
}
