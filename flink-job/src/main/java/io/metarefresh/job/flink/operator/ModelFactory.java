package io.metarefresh.job.flink.operator;

import io.metarefresh.job.batch.EmbeddingModel;
import io.metarefresh.job.record.AdmittedSnapshot;
import java.io.Serializable;

/** Opens the inner loop of a snapshot where a task runs; called by background threads too. */
@FunctionalInterface
public interface ModelFactory extends Serializable {
    EmbeddingModel open(AdmittedSnapshot snapshot) throws Exception;
}
