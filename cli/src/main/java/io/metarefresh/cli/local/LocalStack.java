package io.metarefresh.cli.local;

import io.metarefresh.cli.CommandException;
import io.metarefresh.cli.produce.RegisteredSchemas;
import io.metarefresh.local.LocalBroker;
import io.metarefresh.local.LocalRegistry;
import io.metarefresh.schemas.RegistrySettings;
import io.metarefresh.schemas.TopicAdmin;
import io.metarefresh.schemas.TopicNames;
import io.metarefresh.schemas.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.CommonClientConfigs;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Broker and registry, which start in the background, each as soon as it can. */
final class LocalStack implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalStack.class);
    private static final Duration END_DEADLINE = Duration.ofSeconds(25);
    private static final int PARTITIONS = 4;

    private final ExecutorService starters =
            Executors.newCachedThreadPool(task -> new Thread(task, "local-stack-start"));
    private final Future<LocalBroker> broker;
    private final Future<LocalRegistry> registry;

    private LocalStack(FreePorts ports, Path kafkaDirectory, Console console) {
        broker = starters.submit(() -> {
            LocalBroker.Settings settings =
                    LocalBroker.Settings.in(kafkaDirectory).withPort(ports.kafka());
            LocalBroker started = LocalBroker.start(settings);
            console.step("Kafka broker (KRaft) on " + started.bootstrapServers());
            return started;
        });
        registry = starters.submit(() -> {
            LocalRegistry started = LocalRegistry.start(ports.registry());
            console.step("schema registry on " + started.url());
            return started;
        });
        starters.shutdown();
    }

    static LocalStack start(FreePorts ports, Path kafkaDirectory, Console console) {
        return new LocalStack(ports, kafkaDirectory, console);
    }

    /** Waits for the broker. */
    String bootstrapServers() throws Exception {
        return result(broker).bootstrapServers();
    }

    /** Waits for the registry. */
    String registryUrl() throws Exception {
        return result(registry).url();
    }

    private static <T> T result(Future<T> future) throws Exception {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }

    void createTopics(TopicNames names) throws Exception {
        Map<String, String> client = Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers());
        try (TopicAdmin admin = new TopicAdmin(client)) {
            for (TopicAdmin.Result topic : admin.create(Topics.all(names, Topics.Sizing.of(PARTITIONS, (short) 1)))) {
                if (!topic.asDefined()) {
                    throw new CommandException(
                            "topic " + topic.topic() + ": " + String.join("; ", topic.differences()));
                }
            }
        }
    }

    /** Schema ids by subject. */
    Map<String, Integer> registerSchemas(TopicNames names) throws Exception {
        return RegisteredSchemas.ids(RegistrySettings.of(registryUrl()), names);
    }

    /** Ends both, also one that is still starting. */
    @Override
    public void close() throws InterruptedException {
        // Not interrupted: a broker that is interrupted while it starts halts the whole process.
        if (!starters.awaitTermination(END_DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
            LOG.info("broker or registry is still starting");
        }
        close(registry);
        close(broker);
    }

    private static void close(Future<? extends AutoCloseable> server) throws InterruptedException {
        if (!server.isDone()) {
            return;
        }
        try {
            server.get().close();
        } catch (ExecutionException e) {
            LOG.info("never started", e);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            LOG.info("closing failed", e);
        }
    }
}
