package io.metarefresh.local;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Kafka broker that is its own KRaft controller, in this JVM, with real log directories, on the loopback interface.
 *
 * <p>Topics are never created on demand. A stop and restart keeps the port and the data, so that clients come through as they
 * would through a broker's restart.
 *
 * <p>Decision: {@code docs/decisions/0003-broker-and-registry-on-this-machine.md}.
 */
public final class LocalBroker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalBroker.class);
    private static final Duration START_DEADLINE = Duration.ofSeconds(60);
    private static final int NODE_ID = 1;

    /**
     * What can be chosen.
     *
     * @param port of the clients' listener, 0 for a free one
     * @param dataDirectory log directory; created and formatted when it is new, reused when it is not
     * @param properties further broker properties by their Kafka names, stronger than the defaults of this class
     */
    public record Settings(int port, Path dataDirectory, Map<String, String> properties) {
        public Settings {
            properties = Map.copyOf(properties);
        }

        /** A free port and no further properties. */
        public static Settings in(Path dataDirectory) {
            return new Settings(0, dataDirectory, Map.of());
        }

        public Settings withPort(int newPort) {
            return new Settings(newPort, dataDirectory, properties);
        }

        /** The same with one more broker property. */
        public Settings with(String key, String value) {
            Map<String, String> more = new HashMap<>(properties);
            more.put(key, value);
            return new Settings(port, dataDirectory, more);
        }
    }

    private final int port;
    private final Map<String, String> properties;
    private KafkaRaftServer server;

    private LocalBroker(int port, Map<String, String> properties) {
        this.port = port;
        this.properties = properties;
    }

    /**
     * Starts a broker and returns when it answers.
     *
     * @throws LocalStackException when the port is in use, or the broker is not up within a minute
     */
    public static LocalBroker start(Settings settings) {
        int port = LoopbackPorts.resolve(settings.port(), "Kafka broker");
        int controllerPort = LoopbackPorts.resolve(0, "Kafka controller");
        while (controllerPort == port) {
            controllerPort = LoopbackPorts.resolve(0, "Kafka controller");
        }
        LocalBroker broker = new LocalBroker(port, brokerProperties(settings, port, controllerPort));
        broker.format(settings.dataDirectory());
        broker.startServer();
        return broker;
    }

    private static Map<String, String> brokerProperties(Settings settings, int port, int controllerPort) {
        String host = LoopbackPorts.address().getHostAddress();
        Map<String, String> p = new HashMap<>();
        p.put("process.roles", "broker,controller");
        p.put("node.id", Integer.toString(NODE_ID));
        p.put("controller.quorum.voters", NODE_ID + "@" + host + ":" + controllerPort);
        p.put("listeners", "PLAINTEXT://" + host + ":" + port + ",CONTROLLER://" + host + ":" + controllerPort);
        p.put("advertised.listeners", "PLAINTEXT://" + host + ":" + port);
        p.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        p.put("inter.broker.listener.name", "PLAINTEXT");
        p.put("controller.listener.names", "CONTROLLER");
        p.put("log.dirs", settings.dataDirectory().toAbsolutePath().toString());
        p.put("auto.create.topics.enable", "false");
        p.put("offsets.topic.replication.factor", "1");
        p.put("offsets.topic.num.partitions", "4");
        p.put("transaction.state.log.replication.factor", "1");
        p.put("transaction.state.log.min.isr", "1");
        p.put("transaction.state.log.num.partitions", "4");
        p.put("share.coordinator.state.topic.replication.factor", "1");
        p.put("share.coordinator.state.topic.min.isr", "1");
        p.put("group.initial.rebalance.delay.ms", "0");
        p.put("num.network.threads", "2");
        p.put("num.io.threads", "4");
        p.put("background.threads", "2");
        p.put("num.recovery.threads.per.data.dir", "2");
        // The cleaner's default buffer is 128 MB of heap.
        p.put("log.cleaner.dedupe.buffer.size", Integer.toString(4 * 1024 * 1024));
        p.put("log.cleaner.backoff.ms", "1000");
        // Controlled shutdown, which a quick restart relies on, travels with the heartbeat.
        p.put("broker.heartbeat.interval.ms", "500");
        p.putAll(settings.properties());
        return p;
    }

    private void format(Path directory) {
        try {
            Files.createDirectories(directory);
            Path configuration = Files.createTempFile("broker", ".properties");
            try {
                Properties file = new Properties();
                file.putAll(properties);
                try (var out = Files.newBufferedWriter(configuration, StandardCharsets.UTF_8)) {
                    file.store(out, null);
                }
                ByteArrayOutputStream said = new ByteArrayOutputStream();
                PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
                String[] arguments = {
                    "format",
                    "--ignore-formatted",
                    "--cluster-id",
                    clusterId(directory),
                    "--config",
                    configuration.toString()
                };
                int exit = StorageTool.execute(arguments, out);
                if (exit != 0) {
                    throw new LocalStackException("Kafka broker: cannot format " + directory + ": "
                            + said.toString(StandardCharsets.UTF_8).strip());
                }
            } finally {
                Files.deleteIfExists(configuration);
            }
        } catch (IOException e) {
            throw new LocalStackException("Kafka broker: cannot prepare " + directory + ": " + e.getMessage(), e);
        }
    }

    /** The id with which the directory was formatted before, or a new one. */
    private static String clusterId(Path directory) {
        Path meta = directory.resolve("meta.properties");
        if (Files.exists(meta)) {
            Properties old = new Properties();
            try (var in = Files.newBufferedReader(meta, StandardCharsets.UTF_8)) {
                old.load(in);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            String id = old.getProperty("cluster.id");
            if (id != null) {
                return id;
            }
        }
        return Uuid.randomUuid().toString();
    }

    private void startServer() {
        KafkaRaftServer starting = new KafkaRaftServer(new KafkaConfig(properties, false), Time.SYSTEM);
        try {
            starting.startup();
        } catch (RuntimeException e) {
            starting.shutdown();
            throw new LocalStackException("Kafka broker: cannot start on port " + port + ": " + e.getMessage(), e);
        }
        server = starting;
        awaitAnswer();
        LOG.info("Kafka broker listens on {}", bootstrapServers());
    }

    private void awaitAnswer() {
        Map<String, Object> client = Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers(),
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                (int) START_DEADLINE.toMillis());
        try (Admin admin = Admin.create(client)) {
            admin.describeCluster().nodes().get(START_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            close();
            throw new LocalStackException(
                    "Kafka broker: no answer from " + bootstrapServers() + " within " + START_DEADLINE, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
            throw new LocalStackException("Kafka broker: interrupted while it started", e);
        }
    }

    /** Host and port for {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return LoopbackPorts.address().getHostAddress() + ":" + port;
    }

    public int port() {
        return port;
    }

    /** Stops the broker; its data stays and {@link #restart} brings it back. Does nothing when it is stopped. */
    public synchronized void stop() {
        if (server != null) {
            server.shutdown();
            server.awaitShutdown();
            server = null;
        }
    }

    /** Stops the broker if it runs and starts it on the same port with the same data. */
    public synchronized void restart() {
        stop();
        startServer();
    }

    @Override
    public void close() {
        stop();
    }
}
