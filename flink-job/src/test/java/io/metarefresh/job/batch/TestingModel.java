package io.metarefresh.job.batch;

import io.metarefresh.innerloop.Adaptation;
import io.metarefresh.innerloop.SupportTask;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.interaction.InteractionCodec;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A model whose embedding shows what went into it: a hash of the rows in order, a hash of the profile, the number of rows. Entities
 * named {@code guarded…} trip the guard, {@code broken…} have no finite embedding at all.
 */
public final class TestingModel implements EmbeddingModel {
    public final List<Integer> batches = new CopyOnWriteArrayList<>();
    public volatile boolean closed;
    private final long modelVersion;

    public TestingModel() {
        this(7);
    }

    public TestingModel(long modelVersion) {
        this.modelVersion = modelVersion;
    }

    @Override
    public String modelName() {
        return "testing";
    }

    @Override
    public long modelVersion() {
        return modelVersion;
    }

    @Override
    public List<Adaptation> adapt(List<SupportTask> tasks) {
        batches.add(tasks.size());
        return tasks.stream().map(TestingModel::adapt).toList();
    }

    public static Adaptation adapt(SupportTask task) {
        boolean broken = task.entityId().startsWith("broken");
        float[] embedding = broken ? null : embedding(task);
        boolean guarded = task.entityId().startsWith("guarded");
        Float loss = broken ? Float.valueOf(Float.NaN) : Float.valueOf(0.5f);
        return new Adaptation(embedding, task.rows().size(), loss, loss, guarded);
    }

    public static float[] embedding(SupportTask task) {
        int rows = 1;
        for (Interaction row : task.rows()) {
            rows = 31 * rows + Arrays.hashCode(InteractionCodec.encode(row));
        }
        int profile = Arrays.hashCode(InteractionCodec.encodeFeatures(task.profile()));
        return new float[] {rows % 10_007, profile % 10_007, task.rows().size()};
    }

    @Override
    public void warmUp() {}

    @Override
    public void close() {
        closed = true;
    }
}
