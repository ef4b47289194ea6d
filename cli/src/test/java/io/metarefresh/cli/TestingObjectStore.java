package io.metarefresh.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server that speaks S3 (Adobe's S3Mock), with one bucket, as a process of its own. It takes any credentials. */
final class TestingObjectStore implements AutoCloseable {
    static final String BUCKET = "models";

    private static final Path JAR = Path.of("target/object-store/s3mock.jar");
    private static final Pattern LISTENS = Pattern.compile("Jetty started on port\\(s\\) (\\d+)");

    private final HttpClient http = HttpClient.newHttpClient();
    private final Path log;
    private final Process process;
    private String url;

    private TestingObjectStore(Path log, Process process) {
        this.log = log;
        this.process = process;
    }

    /** Returns when it listens. */
    static TestingObjectStore start(Path directory) throws IOException {
        Path log = directory.resolve("object-store.log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.io.tmpdir=" + directory,
                        "-jar",
                        JAR.toString(),
                        "--server.address=127.0.0.1",
                        "--server.port=0",
                        "--server.ssl.enabled=false",
                        "--com.adobe.testing.s3mock.http-port=0",
                        "--com.adobe.testing.s3mock.domain.initial-buckets=" + BUCKET,
                        "--com.adobe.testing.s3mock.domain.root=" + directory.resolve("objects"))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        TestingObjectStore store = new TestingObjectStore(log, process);
        try {
            TestingLauncher.await("the object store listens", process, log, store::listens);
        } catch (AssertionError e) {
            store.close();
            throw e;
        }
        return store;
    }

    private boolean listens() {
        try {
            Matcher line = LISTENS.matcher(Files.readString(log));
            if (!line.find()) {
                return false;
            }
            url = "http://127.0.0.1:" + line.group(1);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** What Flink's plugin must know of it. */
    Map<String, String> flinkSettings() {
        return Map.of(
                "s3.endpoint",
                url,
                "s3.path.style.access",
                "true",
                "s3.access-key",
                "testing-key",
                "s3.secret-key",
                "testing-secret");
    }

    /** Keys of the objects below a prefix. */
    List<String> keys(String prefix) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/" + BUCKET + "?prefix=" + prefix))
                .build();
        try {
            String listing =
                    http.send(request, HttpResponse.BodyHandlers.ofString()).body();
            return Pattern.compile("<Key>([^<]*)</Key>")
                    .matcher(listing)
                    .results()
                    .map(key -> key.group(1))
                    .toList();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        // Nothing of it is left before its directory is deleted.
        process.destroyForcibly().onExit().join();
    }
}
