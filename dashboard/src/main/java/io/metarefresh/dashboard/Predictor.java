package io.metarefresh.dashboard;

import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import java.util.List;

/** What a ranker does with embeddings. For one thread at a time. */
interface Predictor extends AutoCloseable {
    /** Length of an embedding. */
    int dimension();

    /** Version of the snapshot, whose un-adapted embeddings these are. */
    long modelVersion();

    /** Whether this model makes probabilities, so that labels count as positive above a half; else above their mean. */
    boolean logistic();

    /** Why this model cannot encode an interaction, in one line; null where it can. */
    String violation(Interaction interaction);

    /** The same of an entity's profile. */
    String violation(String entityId, Features profile);

    /** The embedding of an entity with this profile and no interaction; null where it is not finite. */
    float[] unadapted(String entityId, Features profile);

    /** A prediction for each interaction with the embedding of the same index. */
    float[] predict(List<float[]> embeddings, List<Interaction> rows);

    @Override
    void close();
}
