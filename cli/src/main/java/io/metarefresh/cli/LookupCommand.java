package io.metarefresh.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.metarefresh.client.EntityEmbedding;
import io.metarefresh.client.MetaEmbeddingStore;
import io.metarefresh.client.StoreSettings;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code metarefresh lookup}: one member's embedding, through the client library. */
@Command(
        name = "lookup",
        description = {
            "Prints the member's current embedding as one JSON line, read through the client library.",
            "For a member without one, the model's default embedding; exit code 1 where there is neither."
        },
        showDefaultValues = true,
        mixinStandardHelpOptions = true)
final class LookupCommand extends Subcommand {
    @Parameters(paramLabel = "MEMBER", description = "The member's id.")
    private String member;

    @Mixin
    private KafkaOptions kafka;

    @Mixin
    private RegistryOptions registry;

    @Option(
            names = "--embeddings-topic",
            paramLabel = "TOPIC",
            defaultValue = "meta-embeddings",
            description = "Embeddings.")
    private String embeddingsTopic;

    @Option(
            names = "--snapshots-topic",
            paramLabel = "TOPIC",
            defaultValue = "model-snapshots",
            description = "Activations.")
    private String snapshotsTopic;

    @Option(
            names = "--aliases-topic",
            paramLabel = "TOPIC",
            defaultValue = "metarefresh-aliases",
            description = "Where 'promote' has put another topic in place of the embeddings topic.")
    private String aliasesTopic;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "PT1M",
            description = "How long reading the topic may take.")
    private Duration timeout;

    @Override
    public Integer call() throws CommandException, InterruptedException {
        KafkaReachable.check(kafka);
        StoreSettings settings = new StoreSettings(
                kafka.client(),
                registry.settings(),
                embeddingsTopic,
                Optional.of(snapshotsTopic),
                Optional.empty(),
                Optional.of(aliasesTopic),
                Optional.empty(),
                Duration.ZERO,
                timeout);
        try (MetaEmbeddingStore store = MetaEmbeddingStore.open(settings)) {
            if (!store.awaitCaughtUp(timeout)) {
                throw new CommandException("--timeout " + timeout + ": topic '" + embeddingsTopic
                        + "' is not read to its end; records left: " + store.lag());
            }
            Optional<EntityEmbedding> found = store.get(member);
            if (found.isEmpty()) {
                throw new CommandException("member '" + member + "' has no embedding in topic '" + embeddingsTopic
                        + "', and no snapshot is announced in '" + snapshotsTopic + "'");
            }
            out().println(json(member, found.get()));
            return 0;
        }
    }

    private static String json(String member, EntityEmbedding embedding) {
        ObjectNode line = new JsonMapper().createObjectNode();
        line.put("entity_id", member);
        for (float value : embedding.vector()) {
            line.withArray("embedding").add(value);
        }
        line.put("model_name", embedding.modelName());
        line.put("model_version", embedding.modelVersion());
        line.put("as_of", embedding.asOf().toEpochMilli());
        line.put("support_size", embedding.supportSize());
        line.put("default", embedding.isDefault());
        return line.toString();
    }
}
