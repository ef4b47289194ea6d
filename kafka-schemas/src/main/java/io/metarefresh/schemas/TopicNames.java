package io.metarefresh.schemas;

/** The names of the five topics of one deployment; the defaults are those of the documentation. */
public record TopicNames(
        String interactions, String memberProfiles, String metaEmbeddings, String modelSnapshots, String deadLetters) {

    public static final TopicNames DEFAULT = new TopicNames(
            "interactions", "member-profiles", "meta-embeddings", "model-snapshots", "metarefresh-dead-letters");

    /** The subject of a topic's values, by Confluent's TopicNameStrategy. */
    public static String valueSubject(String topic) {
        return topic + "-value";
    }
}
