package io.metarefresh.job.batch;

import io.metarefresh.innerloop.Adaptation;
import io.metarefresh.innerloop.SupportTask;
import io.metarefresh.job.record.Publication;
import io.metarefresh.job.record.Reason;
import io.metarefresh.job.record.Refresh;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Runs the inner loop over a drained batch and turns its results into publications (GUARD included). */
public final class Publisher {
    private final EmbeddingModel model;

    public Publisher(EmbeddingModel model) {
        this.model = model;
    }

    /**
     * What came of one refresh.
     *
     * @param refresh the refresh
     * @param publication what to publish; null where not even the un-adapted embedding is finite
     * @param guarded whether GUARD tripped
     */
    public record Published(Refresh refresh, Publication publication, boolean guarded) {}

    /** Results in the order of the refreshes. */
    public List<Published> publish(List<Refresh> refreshes) {
        List<SupportTask> tasks = new ArrayList<>(refreshes.size());
        for (Refresh refresh : refreshes) {
            refresh.adaptOrForget(adapt -> tasks.add(adapt.task()), forget -> {});
        }
        List<Adaptation> adaptations = tasks.isEmpty() ? List.of() : model.adapt(tasks);
        if (adaptations.size() != tasks.size()) {
            throw new IllegalStateException(
                    "the inner loop returned " + adaptations.size() + " results for " + tasks.size() + " tasks");
        }
        Iterator<Adaptation> next = adaptations.iterator();
        List<Published> published = new ArrayList<>(refreshes.size());
        for (Refresh refresh : refreshes) {
            refresh.adaptOrForget(
                    adapt -> published.add(adapted(adapt, next.next())), forget -> published.add(forgotten(forget)));
        }
        return published;
    }

    private static Published forgotten(Refresh.Forget forget) {
        return new Published(forget, new Publication.Tombstone(forget.entityId(), forget.forgottenAtMillis()), false);
    }

    private Published adapted(Refresh.Adapt adapt, Adaptation adaptation) {
        boolean guarded = adaptation.guarded() || adaptation.embedding() == null;
        return new Published(adapt, embedding(adapt, adaptation, guarded), guarded);
    }

    private Publication embedding(Refresh.Adapt adapt, Adaptation adaptation, boolean guarded) {
        if (adaptation.embedding() == null) {
            return null;
        }
        return new Publication.Embedding(
                adapt.entityId(),
                adaptation.embedding(),
                model.modelName(),
                model.modelVersion(),
                adapt.asOfMillis(),
                adaptation.supportSize(),
                finite(adaptation.supportLossBefore()),
                finite(adaptation.supportLossAfter()),
                guarded ? Reason.GUARD : adapt.reason());
    }

    private static Float finite(Float loss) {
        return loss == null || !Float.isFinite(loss) ? null : loss;
    }
}
