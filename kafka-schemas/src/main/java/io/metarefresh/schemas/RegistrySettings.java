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

    /** The URL for messages and logs: {@code http://user:password@host} without what is before the @. */
    public String shownUrl() {
        return withoutCredentials(url);
    }

    static String withoutCredentials(String text) {
        return text.replaceAll("//[^/@,\\s]*@", "//");
    }

    /** Names no credentials. */
    @Override
    public String toString() {
        return "RegistrySettings[url=" + shownUrl() + ", client=" + client.keySet() + "]";
    }
}
