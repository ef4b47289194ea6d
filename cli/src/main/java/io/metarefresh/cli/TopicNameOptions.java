package io.metarefresh.cli;

import io.metarefresh.schemas.TopicNames;
import picocli.CommandLine.Option;

/** What the topics are called. */
final class TopicNameOptions {
    @Option(names = "--interactions-topic", paramLabel = "TOPIC", defaultValue = "interactions")
    private String interactions;

    @Option(names = "--profiles-topic", paramLabel = "TOPIC", defaultValue = "member-profiles")
    private String memberProfiles;

    @Option(names = "--embeddings-topic", paramLabel = "TOPIC", defaultValue = "meta-embeddings")
    private String metaEmbeddings;

    @Option(names = "--snapshots-topic", paramLabel = "TOPIC", defaultValue = "model-snapshots")
    private String modelSnapshots;

    @Option(names = "--dead-letters-topic", paramLabel = "TOPIC", defaultValue = "metarefresh-dead-letters")
    private String deadLetters;

    @Option(names = "--aliases-topic", paramLabel = "TOPIC", defaultValue = "metarefresh-aliases")
    private String aliases;

    @Option(names = "--status-topic", paramLabel = "TOPIC", defaultValue = "metarefresh-status")
    private String status;

    TopicNames names() {
        return new TopicNames(
                interactions, memberProfiles, metaEmbeddings, modelSnapshots, deadLetters, aliases, status);
    }
}
