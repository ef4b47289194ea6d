package io.metarefresh.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

class FiguresServerTest {
    @Test
    void servesTheNewestFiguresAsJsonAndNullForWhatIsNotKnownYet() throws Exception {
        try (FiguresServer server = FiguresServer.start(0)) {
            assertThat(get(server).body()).isEqualTo("{}");

            server.show(new LiveFigures(3, 9, 2.5, 1, Double.NaN, Double.NaN, 2, 1, 4, 0.75, 0.5));

            HttpResponse<String> answer = get(server);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
            assertThat(answer.body())
                    .isEqualTo("{\"played\":3,\"to_play\":9,\"events_per_second\":2.5,\"refreshes_per_second\":1.0,"
                            + "\"freshness_p50_ms\":null,\"freshness_p99_ms\":null,\"members\":2,\"dead_letters\":1,"
                            + "\"consumer_lag\":4,\"auc_published\":0.75,\"auc_unadapted\":0.5}");
        }
    }

    private static HttpResponse<String> get(FiguresServer server) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(server.url())).build(), HttpResponse.BodyHandlers.ofString());
    }
}
