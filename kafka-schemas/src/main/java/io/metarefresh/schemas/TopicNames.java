package io.metarefresh.schemas;

/** The names of the seven topics of one deployment; the defaults are those of the documentation. */
public record TopicNames(
        String interactions,
        String memberProfiles,
        String metaEmbeddings,
        String modelSnapshots,
        String deadLetters,
        String aliases,
        String status) {

    public static final TopicNames DEFAULT = new TopicNames(
            "interactions", "member-profiles", "meta-embeddings", "model-snapshots", "metarefresh-dead-letters");

    /** Aliases and heartbeats are keyed by alias and job: deployments can share these topics under their default names. */
    public TopicNames(
            String interactions,
            String memberProfiles,
            String metaEmbeddings,
            String modelSnapshots,
            String deadLetters) {
        this(
                interactions,
                memberProfiles,
                metaEmbeddings,
                modelSnapshots,
                deadLetters,
                "metarefresh-aliases",
                "metarefresh-status");
    }

    /** The subject of a topic's values, by Confluent's TopicNameStrategy. */
    public static String valueSubject(String topic) {
        return topic + "-value";
    }
}
