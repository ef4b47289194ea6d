package io.metarefresh.benchmarks.job;

import io.metarefresh.benchmarks.workload.EmbeddingRecord;
import io.metarefresh.innerloop.Adaptation;
import io.metarefresh.innerloop.SupportTask;
import io.metarefresh.job.batch.EmbeddingModel;
import java.util.ArrayList;
import java.util.List;

/** An inner loop that does nothing: a constant embedding of R1's dimension at once. It encodes no features either. */
final class EmptyModel implements EmbeddingModel {
    private static final float[] EMBEDDING = EmbeddingRecord.embedding();

    @Override
    public String modelName() {
        return "r1";
    }

    @Override
    public long modelVersion() {
        return 1;
    }

    @Override
    public List<Adaptation> adapt(List<SupportTask> tasks) {
        List<Adaptation> results = new ArrayList<>(tasks.size());
        for (SupportTask task : tasks) {
            results.add(new Adaptation(EMBEDDING, task.rows().size(), 0.7f, 0.6f, false));
        }
        return results;
    }

    @Override
    public void warmUp() {}

    @Override
    public void close() {}
}
