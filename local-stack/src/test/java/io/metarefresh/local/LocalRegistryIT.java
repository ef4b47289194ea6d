package io.metarefresh.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

class LocalRegistryIT {

    @Test
    void answersConfluentsApiWithBackwardCompatibilityAndRefusesAPortInUse() throws Exception {
        try (LocalRegistry registry = LocalRegistry.start(0)) {
            assertThat(get(registry.url() + "/config")).contains("BACKWARD");
            assertThat(get(registry.url() + "/subjects")).isEqualTo("[]");
            assertThatThrownBy(() -> LocalRegistry.start(registry.port()))
                    .isInstanceOf(LocalStackException.class)
                    .hasMessage("schema registry: port " + registry.port() + " is in use");
        }
    }

    private static String get(String url) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
