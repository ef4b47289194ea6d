package io.metarefresh.job.flink;

import io.metarefresh.job.batch.EmbeddingModel;
import java.io.Serializable;

/** Opens the inner loop where a task runs. */
@FunctionalInterface
public interface ModelFactory extends Serializable {
    EmbeddingModel open() throws Exception;
}
