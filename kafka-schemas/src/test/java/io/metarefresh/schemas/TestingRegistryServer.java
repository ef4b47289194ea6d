package io.metarefresh.schemas;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;

/** Answers of a registry, written by hand, by path; what is not written is Confluent's "schema not found". */
final class TestingRegistryServer implements AutoCloseable {
    private record Answer(int status, String body) {}

    private final HttpServer server;
    private final String scheme;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    final List<Headers> headers = Collections.synchronizedList(new ArrayList<>());

    TestingRegistryServer() throws IOException {
        this(HttpServer.create(anyPort(), 0), "http");
    }

    TestingRegistryServer(SSLContext tls) throws IOException {
        this(https(tls), "https");
    }

    private TestingRegistryServer(HttpServer server, String scheme) {
        this.server = server;
        this.scheme = scheme;
        server.createContext("/", this::answer);
        server.start();
    }

    private static HttpServer https(SSLContext tls) throws IOException {
        HttpsServer server = HttpsServer.create(anyPort(), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        return server;
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    TestingRegistryServer on(String path, int status, String body) {
        answers.put(path, new Answer(status, body));
        return this;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        requests.add(path);
        headers.add(exchange.getRequestHeaders());
        Answer answer =
                answers.getOrDefault(path, new Answer(404, "{\"error_code\":40403,\"message\":\"Schema not found\"}"));
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/vnd.schemaregistry.v1+json");
        exchange.sendResponseHeaders(answer.status(), body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    String host() {
        return "localhost:" + server.getAddress().getPort();
    }

    String url() {
        return scheme + "://" + host();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
