package io.metarefresh.job.lift;

import io.metarefresh.innerloop.Adaptation;
import io.metarefresh.innerloop.SupportTask;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.job.batch.EmbeddingModel;
import io.metarefresh.job.record.Refresh;
import java.util.ArrayList;
import java.util.List;

/**
 * Test-then-train on a sample: the newest row of a sampled refresh is predicted with the embedding adapted on the rows before it, and with
 * the un-adapted embedding. It says what adapting to everything before an event is worth at that event; what PACE holds back, and one row of
 * a full support set that the newest one evicted, make the difference to what was published.
 *
 * <p>A row that is still the newest when a late one arrives is predicted again.
 */
public final class LiveLift {
    /** Predictions that the figures look back on. */
    static final int WINDOW = 2048;

    private final LiftSample sample;
    private final LiftWindow window = new LiftWindow(WINDOW);
    private EmbeddingModel model;

    public LiveLift(LiftSample sample) {
        this.sample = sample;
    }

    /** From here on this model predicts, and the figures are of it alone. */
    public void use(EmbeddingModel next) {
        model = next;
        window.restart(next.loss());
    }

    /** Measures those refreshes that are in the sample, together. */
    public void measure(List<Refresh> refreshes) {
        List<Interaction> newest = new ArrayList<>();
        List<SupportTask> tasks = new ArrayList<>();
        for (Refresh refresh : refreshes) {
            if (refresh instanceof Refresh.Adapt adapt && sample.takes(adapt)) {
                SupportTask task = adapt.task();
                int before = task.rows().size() - 1;
                newest.add(task.rows().get(before));
                tasks.add(new SupportTask(
                        task.entityId(), task.profile(), task.rows().subList(0, before)));
                tasks.add(new SupportTask(task.entityId(), task.profile(), List.of()));
            }
        }
        if (!tasks.isEmpty()) {
            predict(newest, model.adapt(tasks));
        }
    }

    /** @param adaptations two for each row: adapted, un-adapted */
    private void predict(List<Interaction> newest, List<Adaptation> adaptations) {
        List<float[]> embeddings = new ArrayList<>();
        List<Interaction> rows = new ArrayList<>();
        for (int i = 0; i < newest.size(); i++) {
            float[] adapted = adaptations.get(2 * i).embedding();
            float[] unadapted = adaptations.get(2 * i + 1).embedding();
            // GUARD counts entities without a finite embedding; there is nothing to compare.
            if (adapted != null && unadapted != null) {
                embeddings.add(adapted);
                embeddings.add(unadapted);
                rows.add(newest.get(i));
                rows.add(newest.get(i));
            }
        }
        float[] predictions = model.predict(embeddings, rows);
        for (int i = 0; i < predictions.length; i += 2) {
            window.add(predictions[i], predictions[i + 1], rows.get(i).label());
        }
    }

    /** Predicted since the task started. */
    public long samples() {
        return window.added();
    }

    /** Area under the curve over the last 2048 predictions with adapted embeddings; NaN while all labels are on one side. */
    public double adaptedAuc() {
        return window.adaptedAuc();
    }

    /** The same with un-adapted embeddings. */
    public double unadaptedAuc() {
        return window.unadaptedAuc();
    }

    /**
     * Mean log loss (nats; half the squared error, for a model of squared loss) with un-adapted embeddings minus that with adapted
     * ones, over the last 2048 predictions; NaN without any.
     */
    public double lossReduction() {
        return window.lossReduction();
    }
}
