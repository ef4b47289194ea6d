package io.metarefresh.benchmarks.stack;

import io.metarefresh.local.LocalBroker;
import io.metarefresh.local.LocalStackException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The broker as a process of its own, so that its garbage collection, its heap and its processor time are not the job's. It ends
 * when this process does, because its standard input ends then.
 */
public final class BrokerProcess implements AutoCloseable {
    private static final String READY = "broker listens on ";
    private static final long END_SECONDS = 20;

    private final Process process;
    private final String bootstrapServers;

    private BrokerProcess(Process process, String bootstrapServers) {
        this.process = process;
        this.bootstrapServers = bootstrapServers;
    }

    /** Starts a broker on a free port of the loopback interface and returns when it answers. */
    public static BrokerProcess start(Path dataDirectory) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-Dmetarefresh.log.file=" + dataDirectory.resolveSibling("broker.log"),
                "-cp",
                System.getProperty("java.class.path"),
                BrokerProcess.class.getName(),
                dataDirectory.toString());
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        Process process = builder.start();
        BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (line.startsWith(READY)) {
                return new BrokerProcess(process, line.substring(READY.length()));
            }
        }
        process.destroyForcibly();
        throw new LocalStackException("Kafka broker: its process ended before it was up");
    }

    /** Main of the broker's own process: the data directory is its only argument. */
    public static void main(String[] arguments) throws IOException {
        try (LocalBroker broker =
                LocalBroker.start(LocalBroker.Settings.in(Path.of(arguments[0])).with("num.io.threads", "8"))) {
            System.out.println(READY + broker.bootstrapServers());
            System.out.flush();
            while (System.in.read() >= 0) {
                // Until the parent closes the pipe, however it ends.
            }
        }
        Runtime.getRuntime().halt(0);
    }

    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Processor time that it has used. */
    public Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    @Override
    public void close() throws InterruptedException {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // It has ended already.
        }
        if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
