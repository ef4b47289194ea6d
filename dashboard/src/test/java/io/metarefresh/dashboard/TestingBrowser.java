package io.metarefresh.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A headless Chromium that is spoken to by the DevTools protocol: one page, its errors, and what its scripts answer. */
final class TestingBrowser implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final WebSocket socket;
    private final Listener listener;
    private final AtomicInteger lastId = new AtomicInteger();

    private TestingBrowser(Process process, WebSocket socket, Listener listener) {
        this.process = process;
        this.socket = socket;
        this.listener = listener;
    }

    /** Where Chromium is on this machine. */
    static Optional<Path> installed() {
        return Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    static TestingBrowser open(Path chromium, Path directory, String url, int width, int height) throws Exception {
        Process process = new ProcessBuilder(
                        chromium.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--hide-scrollbars",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--remote-debugging-port=0",
                        "--window-size=" + width + "," + height,
                        "--user-data-dir=" + directory,
                        "about:blank")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("chromium.log").toFile())
                .start();
        try {
            Listener listener = new Listener();
            WebSocket socket = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(URI.create(pageSocket(directory.resolve("DevToolsActivePort"))), listener)
                    .get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
            TestingBrowser browser = new TestingBrowser(process, socket, listener);
            browser.send("Runtime.enable", Map.of());
            browser.send("Log.enable", Map.of());
            browser.send("Page.enable", Map.of());
            browser.send("Page.navigate", Map.of("url", url));
            return browser;
        } catch (Exception e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static String pageSocket(Path activePort) throws Exception {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (System.nanoTime() < deadline) {
            if (Files.exists(activePort) && Files.readAllLines(activePort).size() > 1) {
                String list =
                        "http://127.0.0.1:" + Files.readAllLines(activePort).get(0) + "/json/list";
                for (JsonNode target : JSON.readTree(HttpClient.newHttpClient()
                        .send(HttpRequest.newBuilder(URI.create(list)).build(), HttpResponse.BodyHandlers.ofString())
                        .body())) {
                    if (target.path("type").asText().equals("page")) {
                        return target.path("webSocketDebuggerUrl").asText();
                    }
                }
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        throw new IOException("Chromium opened no page within " + DEADLINE.toSeconds() + " s");
    }

    JsonNode send(String method, Map<String, Object> parameters) throws Exception {
        int id = lastId.incrementAndGet();
        ObjectNode message = JSON.createObjectNode();
        message.put("id", id).put("method", method).set("params", JSON.valueToTree(parameters));
        CompletableFuture<JsonNode> answer = listener.expect(id);
        socket.sendText(message.toString(), true).get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        return answer.get(DEADLINE.toSeconds(), TimeUnit.SECONDS).path("result");
    }

    /** The value of a JavaScript expression. */
    JsonNode value(String expression) throws Exception {
        return send("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true, "awaitPromise", true))
                .path("result")
                .path("value");
    }

    /** Waits until a JavaScript expression is true. */
    void await(String expression) throws Exception {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (!value(expression).asBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + DEADLINE.toSeconds() + " s: " + expression + "; errors "
                        + errors() + "; page " + value("document.body.innerText"));
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /** What scripts threw, what they wrote as errors to the console, and what could not be loaded. */
    List<String> errors() {
        return listener.errors;
    }

    @Override
    public void close() throws Exception {
        socket.abort();
        // All of them write to the profile until they have ended.
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle one : all) {
            one.onExit().get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private static final class Listener implements WebSocket.Listener {
        private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
        private final List<String> errors = new CopyOnWriteArrayList<>();
        private final StringBuilder message = new StringBuilder();

        CompletableFuture<JsonNode> expect(int id) {
            return answers.computeIfAbsent(id, key -> new CompletableFuture<>());
        }

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            message.append(data);
            if (last) {
                take(message.toString());
                message.setLength(0);
            }
            webSocket.request(1);
            return null;
        }

        private void take(String text) {
            try {
                JsonNode node = JSON.readTree(text);
                String method = node.path("method").asText();
                JsonNode parameters = node.path("params");
                if (node.has("id")) {
                    expect(node.path("id").asInt()).complete(node);
                } else if (method.equals("Runtime.exceptionThrown")
                        || (method.equals("Runtime.consoleAPICalled")
                                && parameters.path("type").asText().equals("error"))
                        || (method.equals("Log.entryAdded")
                                && parameters
                                        .path("entry")
                                        .path("level")
                                        .asText()
                                        .equals("error"))) {
                    errors.add(parameters.toString());
                }
            } catch (IOException e) {
                errors.add(e.toString());
            }
        }
    }
}
