package io.metarefresh.job.batch;

import io.metarefresh.innerloop.Adaptation;
import io.metarefresh.innerloop.SupportTask;
import java.util.List;

/** The inner loop of one snapshot as the job sees it. Used by one thread at a time. */
public interface EmbeddingModel extends AutoCloseable {

    String modelName();

    long modelVersion();

    /** Adapts the tasks together; the results stand in their order. */
    List<Adaptation> adapt(List<SupportTask> tasks);

    /** Does whatever makes a first call slow. */
    void warmUp();

    @Override
    void close();
}
