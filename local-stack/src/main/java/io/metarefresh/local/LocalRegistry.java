package io.metarefresh.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A schema registry (Apicurio) that speaks Confluent's API, as a child process on the loopback interface, with its schemas in
 * memory. The child ends with this JVM, however that ends. Its global compatibility level is BACKWARD, as Confluent's is.
 */
public final class LocalRegistry implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalRegistry.class);
    private static final Duration START_DEADLINE = Duration.ofSeconds(90);
    private static final long POLL_MILLIS = 100;
    private static final String HEAP = "-Xmx256m";

    private final int port;
    private final Path directory;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final Thread shutdownHook = new Thread(this::end, "registry-shutdown");
    private Process process;

    private LocalRegistry(int port, Path directory) {
        this.port = port;
        this.directory = directory;
    }

    /**
     * Starts a registry and returns when it answers.
     *
     * @param portOrZero 0 for a free port
     * @throws LocalStackException when the port is in use, the server is not found, or it is not up within 90 seconds
     */
    public static LocalRegistry start(int portOrZero) {
        Path runner = RegistryHome.runner();
        int port = LoopbackPorts.resolve(portOrZero, "schema registry");
        LocalRegistry registry = new LocalRegistry(port, newDirectory());
        try {
            registry.launch(runner);
        } catch (IOException e) {
            registry.close();
            throw new LocalStackException("schema registry: cannot start " + runner + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            registry.close();
            throw e;
        }
        return registry;
    }

    private static Path newDirectory() {
        try {
            return Files.createTempDirectory("metarefresh-registry");
        } catch (IOException e) {
            throw new LocalStackException("schema registry: cannot create a working directory: " + e.getMessage(), e);
        }
    }

    private void launch(Path runner) throws IOException {
        copyLauncher();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                HEAP,
                "-XX:+UseSerialGC",
                // Up sooner: it lives for minutes, not for months.
                "-XX:TieredStopAtLevel=1",
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-cp",
                directory + System.getProperty("path.separator") + runner,
                TiedToParent.class.getName(),
                mainClassOf(runner)));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(logFile().toFile());
        Map<String, String> environment = builder.environment();
        environment.put("QUARKUS_HTTP_HOST", LoopbackPorts.address().getHostAddress());
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        environment.put("QUARKUS_LOG_LEVEL", "WARN");
        environment.remove("JAVA_TOOL_OPTIONS");
        process = builder.start();
        Runtime.getRuntime().addShutdownHook(shutdownHook);
        awaitAnswer();
        setGlobalCompatibility();
        LOG.info("schema registry listens on {}", url());
    }

    private void copyLauncher() throws IOException {
        String name = TiedToParent.class.getName().replace('.', '/') + ".class";
        Path copy = directory.resolve(name);
        Files.createDirectories(copy.getParent());
        try (InputStream in = LocalRegistry.class.getClassLoader().getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("class file " + name + " is not on the class path");
            }
            Files.copy(in, copy);
        }
    }

    private static String mainClassOf(Path runner) throws IOException {
        try (JarFile jar = new JarFile(runner.toFile())) {
            return jar.getManifest().getMainAttributes().getValue(Attributes.Name.MAIN_CLASS);
        }
    }

    private void awaitAnswer() {
        long deadline = System.nanoTime() + START_DEADLINE.toNanos();
        while (!answers()) {
            if (!process.isAlive()) {
                throw new LocalStackException("schema registry: ended with exit code " + process.exitValue()
                        + " while it started on port " + port + "; last lines of its log: " + lastLines());
            }
            if (System.nanoTime() > deadline) {
                throw new LocalStackException("schema registry: no answer from " + url() + " within " + START_DEADLINE
                        + "; last lines of its log: " + lastLines());
            }
            pause();
        }
    }

    private boolean answers() {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url() + "/subjects"))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private void setGlobalCompatibility() throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url() + "/config"))
                .timeout(Duration.ofSeconds(10))
                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                .PUT(HttpRequest.BodyPublishers.ofString("{\"compatibility\":\"BACKWARD\"}"))
                .build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new LocalStackException("schema registry: status " + response.statusCode()
                        + " on setting the global compatibility level: " + response.body());
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static LocalStackException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new LocalStackException("schema registry: interrupted while it started", e);
    }

    private String lastLines() {
        try {
            List<String> lines = Files.readAllLines(logFile(), StandardCharsets.UTF_8);
            return String.join(" | ", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
        } catch (IOException e) {
            return "(unreadable: " + e.getMessage() + ")";
        }
    }

    /** What the server writes. */
    public Path logFile() {
        return directory.resolve("registry.log");
    }

    /** Base URL of the Confluent API. */
    public String url() {
        return "http://" + LoopbackPorts.address().getHostAddress() + ":" + port + "/apis/ccompat/v7";
    }

    public int port() {
        return port;
    }

    /** Ends the server; its schemas are gone. */
    @Override
    public synchronized void close() {
        kill();
        if (process != null) {
            try {
                Runtime.getRuntime().removeShutdownHook(shutdownHook);
            } catch (IllegalStateException e) {
                LOG.debug("closed while the JVM shuts down");
            }
            process = null;
        }
        deleteDirectory();
    }

    private void end() {
        kill();
        deleteDirectory();
    }

    private void kill() {
        Process running = process;
        if (running == null) {
            return;
        }
        running.destroyForcibly();
        try {
            if (!running.waitFor(10, TimeUnit.SECONDS)) {
                LOG.warn("schema registry process {} does not end", running.pid());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void deleteDirectory() {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("cannot delete {}: {}", directory, e.getMessage());
        }
    }
}
