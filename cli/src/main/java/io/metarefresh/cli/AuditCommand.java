package io.metarefresh.cli;

import io.metarefresh.cli.agreement.Agreement;
import io.metarefresh.client.MetaEmbeddingStore;
import io.metarefresh.client.StoreSettings;
import io.metarefresh.dataset.Dataset;
import io.metarefresh.dataset.DatasetException;
import io.metarefresh.schemas.RegistrySettings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code metarefresh audit}: the embedding topic against a recomputation. */
@Command(
        name = "audit",
        description = {
            "Recomputes every member's embedding from an interactions file, as 'adapt' does, and compares it with what a reader"
                    + " of the embedding topic holds.",
            "Exit code 1 where a member is missing, where an embedding is of another model version, as_of or number of interactions, or"
                    + " where fewer than 99 of 100 agree within 1e-5 (1 + |b|): rounding can carry a relu over its kink.",
            "Each that does not agree is recomputed in double precision, and must be what comes of one of the sides of a kink there."
        },
        showDefaultValues = true,
        mixinStandardHelpOptions = true)
final class AuditCommand extends Subcommand {
    private static final Duration CATCH_UP = Duration.ofMinutes(2);
    private static final int MAX_LISTED = 20;

    @Mixin
    private ClusterOptions cluster;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "FILE",
            description = "All interactions that the job was given.")
    private Path data;

    @Option(names = "--snapshot", required = true, paramLabel = "DIR", description = "Snapshot that the job ran.")
    private Path snapshot;

    @Mixin
    private DataFileOptions checked;

    @Override
    public Integer call() throws DatasetException, CommandException, InterruptedException {
        PrintWriter err = err();
        LoadedSnapshot loaded = LoadedSnapshot.read(snapshot);
        Dataset dataset = checked.read(data, loaded, err);
        KafkaReachable.check(cluster.kafka());
        Agreement agreement;
        try (MetaEmbeddingStore store = MetaEmbeddingStore.open(settings(loaded))) {
            if (!store.awaitCaughtUp(CATCH_UP)) {
                throw new CommandException("the embedding topic was not read within " + CATCH_UP.toSeconds() + " s");
            }
            agreement = Agreement.of(loaded.snapshot(), dataset, store);
        }
        PrintWriter out = out();
        agreement.exceptions().stream()
                .sorted(Comparator.comparing(one -> one.finding().explained()))
                .limit(MAX_LISTED)
                .forEach(one -> out.println("  " + one.text()));
        out.printf(
                Locale.ROOT,
                "members %d, missing %d, stale %d, agreeing %d, worst difference %.1e of 1.0e-05 allowed%s%n",
                agreement.entities(),
                agreement.missing(),
                agreement.stale(),
                agreement.agreeing(),
                agreement.worst(),
                agreement.exceptions().isEmpty()
                        ? ""
                        : ", exceptions " + agreement.exceptions().size() + ", not explained by rounding "
                                + agreement.unexplained());
        out.flush();
        return agreement.enough() ? 0 : 1;
    }

    private StoreSettings settings(LoadedSnapshot loaded) {
        RegistrySettings registry = cluster.registry().settings();
        StoreSettings settings = StoreSettings.of(cluster.kafka().bootstrapServers(), registry.url())
                .withRegistry(registry)
                .withEmbeddingTopic(cluster.topics().metaEmbeddings())
                .withoutSnapshotTopic()
                .withoutAliasTopic()
                .withModelName(loaded.snapshot().manifest().modelName());
        for (Map.Entry<String, String> property : cluster.client().entrySet()) {
            settings = settings.withKafka(property.getKey(), property.getValue());
        }
        return settings;
    }
}
