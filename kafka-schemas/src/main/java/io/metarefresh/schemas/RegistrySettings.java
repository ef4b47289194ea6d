package io.metarefresh.schemas;

import java.util.Map;

/**
 * How to reach the registry.
 *
 * @param url base URL of the Confluent API, several separated by commas
 * @param client further settings of Confluent's client, passed through as they are: {@code basic.auth.credentials.source},
 *     {@code basic.auth.user.info}, {@code schema.registry.ssl.truststore.location}, …
 */
public record RegistrySettings(String url, Map<String, String> client) {
    public RegistrySettings {
        client = Map.copyOf(client);
    }

    public static RegistrySettings of(String url) {
        return new RegistrySettings(url, Map.of());
    }

    /** Names no credentials. */
    @Override
    public String toString() {
        return "RegistrySettings[url=" + url + ", client=" + client.keySet() + "]";
    }
}
