package io.metarefresh.dashboard;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the page and JSON documents over HTTP, to this machine alone unless told otherwise. Read only: GET and HEAD. A request whose
 * {@code Host} is not the address that is listened on is refused, so that no page of another site can read the answers by giving its own
 * name this machine's address (DNS rebinding). Who listens on every address gives that up: the names of this machine cannot be known here.
 */
public final class PageServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PageServer.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int THREADS = 4;
    private static final int LONGEST_QUERY = 2048;
    private static final String NOTHING_FOREIGN =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static final Map<String, Asset> ASSETS = Map.of(
            "/", new Asset("/dashboard/index.html", "text/html; charset=utf-8"),
            "/page.css", new Asset("/dashboard/page.css", "text/css; charset=utf-8"),
            "/page.js", new Asset("/dashboard/page.js", "text/javascript; charset=utf-8"),
            "/map.js", new Asset("/dashboard/map.js", "text/javascript; charset=utf-8"),
            "/charts.js", new Asset("/dashboard/charts.js", "text/javascript; charset=utf-8"),
            "/icon.svg", new Asset("/dashboard/icon.svg", "image/svg+xml"),
            "/uplot.js", new Asset(UplotWebJar.resource("uPlot.iife.min.js"), "text/javascript; charset=utf-8"),
            "/uplot.css", new Asset(UplotWebJar.resource("uPlot.min.css"), "text/css; charset=utf-8"));

    private final HttpServer server;
    private final ExecutorService threads;
    private final InetAddress address;

    private record Asset(String resource, String type) {}

    /** Makes one JSON document: from the parameters of the query, or nothing where there is no such thing. */
    @FunctionalInterface
    public interface Document {
        Optional<?> of(Map<String, String> query);
    }

    private PageServer(HttpServer server, ExecutorService threads, InetAddress address) {
        this.server = server;
        this.threads = threads;
        this.address = address;
    }

    /**
     * @param documents JSON documents by their path, such as {@code /state}
     * @throws IOException when the port cannot be listened on
     */
    public static PageServer start(InetSocketAddress listenOn, Map<String, Document> documents) throws IOException {
        HttpServer http = HttpServer.create(listenOn, 0);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "dashboard-http");
            thread.setDaemon(true);
            return thread;
        });
        http.setExecutor(threads);
        PageServer page = new PageServer(http, threads, listenOn.getAddress());
        Map<String, Document> own = new HashMap<>(documents);
        http.createContext("/", exchange -> page.answer(exchange, own));
        http.start();
        return page;
    }

    /** Where a browser on this machine finds the page. */
    public String url() {
        return ListenAddress.url(address, server.getAddress().getPort());
    }

    private void answer(HttpExchange exchange, Map<String, Document> documents) throws IOException {
        try (exchange) {
            Headers headers = exchange.getResponseHeaders();
            headers.set("Content-Security-Policy", NOTHING_FOREIGN);
            headers.set("X-Content-Type-Options", "nosniff");
            headers.set("Referrer-Policy", "no-referrer");
            headers.set("Cache-Control", "no-store");
            String path = exchange.getRequestURI().getPath();
            String query = exchange.getRequestURI().getRawQuery();
            if (!ListenAddress.isMeantBy(exchange.getRequestHeaders().getFirst("Host"), address)) {
                send(
                        exchange,
                        421,
                        "text/plain; charset=utf-8",
                        text("this server is not the host that was asked for"));
            } else if (!exchange.getRequestMethod().equals("GET")
                    && !exchange.getRequestMethod().equals("HEAD")) {
                headers.set("Allow", "GET, HEAD");
                send(exchange, 405, "text/plain; charset=utf-8", text("only GET and HEAD"));
            } else if (query != null && query.length() > LONGEST_QUERY) {
                send(exchange, 414, "text/plain; charset=utf-8", text("query longer than " + LONGEST_QUERY));
            } else if (documents.containsKey(path)) {
                Optional<?> document = documents.get(path).of(parameters(query));
                send(
                        exchange,
                        document.isPresent() ? 200 : 404,
                        "application/json",
                        document.isPresent() ? JSON.writeValueAsBytes(document.get()) : text("null"));
            } else if (ASSETS.containsKey(path)) {
                Asset asset = ASSETS.get(path);
                send(exchange, 200, asset.type(), bytes(asset.resource()));
            } else {
                send(exchange, 404, "text/plain; charset=utf-8", text("nothing here"));
            }
        } catch (RuntimeException e) {
            LOG.error("the page's request {} failed", exchange.getRequestURI(), e);
            throw e;
        }
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, head || body.length == 0 ? -1 : body.length);
        if (!head && body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new HashMap<>();
        for (String pair : query == null ? new String[0] : query.split("&")) {
            int equals = pair.indexOf('=');
            try {
                parameters.put(
                        decoded(equals < 0 ? pair : pair.substring(0, equals)),
                        equals < 0 ? "" : decoded(pair.substring(equals + 1)));
            } catch (IllegalArgumentException e) {
                // A parameter with a broken escape is left out.
            }
        }
        return parameters;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String resource) throws IOException {
        try (InputStream in = PageServer.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException("resource " + resource + " is not on the class path");
            }
            return in.readAllBytes();
        }
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
