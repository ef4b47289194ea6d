package io.metarefresh.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageServerTest {
    private PageServer server;

    @BeforeEach
    void start() throws Exception {
        server = PageServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Map.of("/echo", query -> Optional.ofNullable(query.get("id")).map(id -> Map.of("id", id))));
    }

    @AfterEach
    void close() {
        server.close();
    }

    private HttpResponse<String> get(String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(server.url() + path)).build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    /** The status line of a request with headers that the JDK's client does not let one send. */
    private String raw(String request) throws Exception {
        URI url = URI.create(server.url());
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
        }
    }

    @Test
    void everythingThatThePageNamesIsServed() throws Exception {
        HttpResponse<String> page = get("");
        assertThat(page.statusCode()).isEqualTo(200);
        Matcher named = Pattern.compile("(?:src|href)=\"([^\"#]+)\"").matcher(page.body());
        int files = 0;
        while (named.find()) {
            HttpResponse<String> file = get(named.group(1));
            assertThat(file.statusCode()).as(named.group(1)).isEqualTo(200);
            assertThat(file.body()).as(named.group(1)).isNotEmpty();
            files++;
        }
        assertThat(files).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"page.js", "map.js", "charts.js"})
    void idsFromTopicsNeverBecomeMarkup(String script) throws Exception {
        assertThat(get(script).body())
                .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(");
    }

    @Test
    void nothingForeignIsLoadedAndNothingIsKept() throws Exception {
        HttpResponse<String> page = get("");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "script-src 'self'", "connect-src 'self'");
        assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(page.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(page.body()).doesNotContain("http://", "https://", "//cdn");
    }

    @Test
    void documentsAreJsonAndOnesThatAreNotThereAreNotFound() throws Exception {
        HttpResponse<String> found = get("echo?id=a%26b%20%C3%A9");
        assertThat(found.statusCode()).isEqualTo(200);
        assertThat(found.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(found.body()).isEqualTo("{\"id\":\"a&b é\"}");
        assertThat(get("echo").statusCode()).isEqualTo(404);
        assertThat(get("nothing").statusCode()).isEqualTo(404);
        assertThat(get("../pom.xml").statusCode()).isEqualTo(404);
        assertThat(get("echo?id=" + "x".repeat(3000)).statusCode()).isEqualTo(414);
    }

    @Test
    void anotherHostsNameIsRefused() throws Exception {
        assertThat(raw("GET /echo?id=1 HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
                .contains("421");
        assertThat(raw("GET /echo?id=1 HTTP/1.1\r\nHost: localhost:80\r\nConnection: close\r\n\r\n"))
                .contains("200");
    }

    @Test
    void nothingCanBeWritten() throws Exception {
        assertThat(raw("POST /echo?id=1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"))
                .contains("405");
        assertThat(raw("HEAD /echo?id=1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .contains("200");
    }
}
