package io.metarefresh.cli;

import io.metarefresh.cli.publish.AnnouncementWriter;
import io.metarefresh.cli.publish.SnapshotPublisher;
import io.metarefresh.job.kafka.AnnouncementTopic;
import io.metarefresh.job.record.RawRecord;
import io.metarefresh.schemas.BadRecordException;
import io.metarefresh.schemas.ConfluentSchemaRegistry;
import io.metarefresh.schemas.RecordDecoder;
import io.metarefresh.schemas.SchemaRegistry;
import io.metarefresh.schemas.SnapshotActivation;
import io.metarefresh.schemas.Subjects;
import io.metarefresh.snapshot.DirectoryTree;
import io.metarefresh.snapshot.Snapshot;
import io.metarefresh.snapshot.SnapshotException;
import io.metarefresh.snapshot.SnapshotWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code metarefresh snapshot}: announces snapshots to running jobs, and shows what is announced. */
@Command(
        name = "snapshot",
        description = "Publishes a snapshot to running jobs, and lists what is published.",
        subcommands = {SnapshotCommand.Publish.class, SnapshotCommand.ListAnnounced.class},
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "ACTION")
final class SnapshotCommand extends CommandGroup {
    SnapshotCommand() {
        super("an action is missing: publish or list");
    }

    /** What both actions share. */
    private abstract static class Action extends Subcommand {
        @Mixin
        KafkaOptions kafka;

        @Mixin
        RegistryOptions registryOptions;

        @Option(
                names = "--snapshots-topic",
                paramLabel = "TOPIC",
                defaultValue = "model-snapshots",
                description = "Activations.")
        String snapshotsTopic;

        @Override
        public Integer call() throws CommandException, IOException, InterruptedException {
            KafkaReachable.check(kafka);
            AnnouncementTopic topic = new AnnouncementTopic(kafka.client(), snapshotsTopic);
            try (SchemaRegistry registry = new ConfluentSchemaRegistry(registryOptions.settings())) {
                return act(topic, registry, out());
            } catch (KafkaException e) {
                throw new CommandException("--snapshots-topic " + snapshotsTopic + ": " + e.getMessage(), e);
            }
        }

        abstract int act(AnnouncementTopic topic, SchemaRegistry registry, PrintWriter out)
                throws CommandException, IOException, InterruptedException;

        List<SnapshotActivation> announced(AnnouncementTopic topic, SchemaRegistry registry) throws CommandException {
            RecordDecoder<SnapshotActivation> decoder = new RecordDecoder<>(SnapshotActivation.class, registry);
            List<SnapshotActivation> activations = new ArrayList<>();
            for (RawRecord record : topic.read().records()) {
                try {
                    activations.add(decoder.decode(record.value()));
                } catch (BadRecordException e) {
                    String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
                    throw new CommandException(
                            "topic '" + snapshotsTopic + "', offset " + record.offset() + ", key '" + key + "': "
                                    + e.getMessage(),
                            e);
                }
            }
            return activations;
        }
    }

    @Command(
            name = "publish",
            description = {
                "Verifies a snapshot, uploads it to URI/MODEL/VERSION, verifies what was uploaded, and announces it.",
                "Running jobs of the model then swap to it without a restart, if its version is greater and its global block the"
                        + " same; otherwise they go on as they are and say why in metrics and log. What a version once was it"
                        + " stays: another snapshot under a version that is taken is refused."
            },
            showDefaultValues = true,
            mixinStandardHelpOptions = true)
    static final class Publish extends Action {
        @Parameters(paramLabel = "DIR", description = "Directory of the snapshot.")
        private Path directory;

        @Option(
                names = "--to",
                required = true,
                paramLabel = "URI",
                description =
                        "Where snapshots are kept: a path, file:, or any file system of Flink's plugins, such as s3:"
                                + " (FLINK_PLUGINS_DIR names their folder, FLINK_CONF_DIR that of a config.yaml with their settings).")
        private String to;

        @Option(
                names = "--as-version",
                paramLabel = "N",
                description = "Publish a copy under this version: how an older snapshot follows a newer one.")
        private Long asVersion;

        @Override
        int act(AnnouncementTopic topic, SchemaRegistry registry, PrintWriter out)
                throws CommandException, IOException, InterruptedException {
            Subjects.Subject subject = Subjects.modelSnapshots(snapshotsTopic);
            int schemaId = registry.idOf(subject.name(), subject.schema())
                    .orElseThrow(() -> new CommandException("subject '" + subject.name()
                            + "' has no schema of activations; run 'metarefresh schemas register' first"));
            LoadedSnapshot loaded = LoadedSnapshot.read(directory);
            if (asVersion == null) {
                return publish(loaded, topic, registry, schemaId, out);
            }
            if (asVersion < 0) {
                throw wrongUsage("--as-version " + asVersion + ": must not be negative");
            }
            Path scratch = Files.createTempDirectory("metarefresh-publish-");
            try {
                Path copy = scratch.resolve("copy");
                Snapshot snapshot = loaded.snapshot();
                SnapshotWriter.write(
                        copy,
                        snapshot.manifest().withModelVersion(asVersion),
                        snapshot.tensors(),
                        snapshot.vocabularies());
                return publish(LoadedSnapshot.read(copy), topic, registry, schemaId, out);
            } finally {
                DirectoryTree.delete(scratch);
            }
        }

        private int publish(
                LoadedSnapshot loaded, AnnouncementTopic topic, SchemaRegistry registry, int schemaId, PrintWriter out)
                throws CommandException, IOException, InterruptedException {
            String model = loaded.snapshot().manifest().modelName();
            long version = loaded.snapshot().manifest().modelVersion();
            for (SnapshotActivation other : announced(topic, registry)) {
                if (!other.getModelName().equals(model)) {
                    continue;
                }
                if (other.getModelVersion() == version && !other.getSha256().equals(loaded.manifestSha256())) {
                    throw new CommandException(
                            "snapshot " + model + "@" + version + " is announced already, as another one at "
                                    + other.getUri() + "; publish under a version of its own (--as-version)");
                }
                if (other.getModelVersion() > version) {
                    out.println("note: " + model + "@" + other.getModelVersion()
                            + " is announced; jobs that run it refuse an older version (--as-version)");
                }
            }
            PluginFileSystems.find();
            SnapshotPublisher.Published published;
            try {
                published = SnapshotPublisher.upload(loaded.directory(), to);
            } catch (SnapshotException e) {
                throw new CommandException("snapshot " + directory + ": " + e.getMessage(), e);
            } catch (IOException e) {
                throw new CommandException("--to " + to + ": " + e.getMessage(), e);
            }
            SnapshotActivation activation = published.activation();
            new AnnouncementWriter(kafka.client(), snapshotsTopic, schemaId).write(activation);
            out.printf("model      %s@%d%n", model, version);
            out.printf("lies at    %s%s%n", activation.getUri(), published.wasThere() ? ", as before" : "");
            out.printf("manifest   SHA-256 %s, read back and verified with every file%n", activation.getSha256());
            out.printf("announced  in topic '%s'%n", snapshotsTopic);
            out.flush();
            return 0;
        }
    }

    @Command(
            name = "list",
            description = "Shows the announced snapshots, the newest of a model last.",
            showDefaultValues = true,
            mixinStandardHelpOptions = true)
    static final class ListAnnounced extends Action {
        @Override
        int act(AnnouncementTopic topic, SchemaRegistry registry, PrintWriter out) throws CommandException {
            List<SnapshotActivation> announced = new ArrayList<>(announced(topic, registry));
            announced.sort(Comparator.comparing(SnapshotActivation::getModelName)
                    .thenComparingLong(SnapshotActivation::getModelVersion));
            for (SnapshotActivation a : announced) {
                out.printf(
                        Locale.ROOT,
                        "%s@%d  announced %s  %d numbers  sha256 %s  %s%n",
                        a.getModelName(),
                        a.getModelVersion(),
                        a.getActivatedAt(),
                        a.getDefaultEmbedding().size(),
                        a.getSha256().substring(0, Math.min(12, a.getSha256().length())),
                        a.getUri());
            }
            if (announced.isEmpty()) {
                out.println("nothing is announced in topic '" + snapshotsTopic + "'");
            }
            out.flush();
            return 0;
        }
    }
}
