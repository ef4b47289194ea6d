package io.metarefresh.cli;

import io.metarefresh.dashboard.Dashboard;
import io.metarefresh.job.flink.SnapshotFiles;
import io.metarefresh.schemas.SchemaRegistry;
import io.metarefresh.snapshot.EntityKind;
import io.metarefresh.snapshot.Snapshot;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code metarefresh dashboard}: the live page of any cluster. */
@Command(
        name = "dashboard",
        description = {
            "Serves the live page: throughput, freshness, predictions, a map of the embeddings, one member's history, snapshots, dead letters.",
            "It reads the topics as any client could, from a bounded number of records before their ends, and writes nothing."
        },
        showDefaultValues = true,
        mixinStandardHelpOptions = true)
final class DashboardCommand extends Subcommand {
    @Mixin
    private ClusterOptions cluster;

    @Option(
            names = "--snapshot",
            paramLabel = "DIR",
            description =
                    "Snapshot with the global block of the embeddings; without it there are no predictions on the page. Those that are"
                            + " rolled out later are read from where they are announced.")
    private Path snapshot;

    @Option(
            names = "--entity",
            paramLabel = "KIND",
            defaultValue = "member",
            description = "Whose embeddings the topic holds where no snapshot says it: member or item.")
    private EntityKind entity;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description =
                    "Address to listen on. The page shows ids and events to whoever reaches it, without a password.")
    private String host;

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            defaultValue = "8090",
            description = "Port of the page; 0 for a free one.")
    private int httpPort;

    @Override
    public Integer call() throws CommandException, InterruptedException {
        KafkaReachable.check(cluster.kafka());
        Snapshot model = snapshot == null ? null : LoadedSnapshot.read(snapshot).snapshot();
        PluginFileSystems.find();
        try (SchemaRegistry registry = cluster.openRegistry();
                Dashboard dashboard = Dashboard.start(
                        listenOn(),
                        cluster.client(),
                        registry,
                        cluster.topics(),
                        model == null ? entity : model.manifest().entity(),
                        model,
                        SnapshotFiles::load,
                        Map.of())) {
            out().println("live page on " + dashboard.url() + ", Ctrl-C ends it");
            out().flush();
            new CountDownLatch(1).await();
            return 0;
        } catch (IOException e) {
            throw new CommandException("--http-port " + httpPort + " on --host " + host + ": " + e.getMessage(), e);
        }
    }

    private InetSocketAddress listenOn() throws CommandException {
        try {
            return new InetSocketAddress(InetAddress.getByName(host), httpPort);
        } catch (UnknownHostException e) {
            throw new CommandException("--host " + host + ": no such address", e);
        } catch (IllegalArgumentException e) {
            throw new CommandException("--http-port " + httpPort + ": not a port", e);
        }
    }
}
