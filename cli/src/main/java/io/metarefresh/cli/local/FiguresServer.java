package io.metarefresh.cli.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;

/** Serves the newest figures as one JSON object under {@code /figures}, to this machine only. */
final class FiguresServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private volatile Map<String, Object> newest = Map.of();

    private FiguresServer(HttpServer server) {
        this.server = server;
    }

    /** @throws IOException when the port cannot be listened on */
    static FiguresServer start(int port) throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        FiguresServer server = new FiguresServer(http);
        http.createContext("/figures", server::answer);
        http.start();
        return server;
    }

    /** What is served from now on; an empty object until the first call. */
    void show(LiveFigures figures) {
        newest = figures.byName();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/figures";
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = JSON.writeValueAsBytes(newest);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
