package io.metarefresh.job.batch;

import io.metarefresh.innerloop.Adaptation;
import io.metarefresh.innerloop.SupportTask;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.snapshot.Loss;
import java.util.List;

/** The inner loop of one snapshot as the job sees it. Used by one thread at a time. */
public interface EmbeddingModel extends AutoCloseable {

    String modelName();

    long modelVersion();

    /** Adapts the tasks together; the results stand in their order. */
    List<Adaptation> adapt(List<SupportTask> tasks);

    /**
     * What the global block predicts for each row with the embedding of the same index; labels and times of the rows are not read. A
     * probability for the logistic loss, the score itself for the squared loss.
     */
    float[] predict(List<float[]> embeddings, List<Interaction> rows);

    /** What the predictions were trained for. */
    Loss loss();

    /** Does whatever makes a first call slow. */
    void warmUp();

    @Override
    void close();
}
