package io.metarefresh.job.batch;

import io.metarefresh.job.record.Refresh;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Refreshes that wait to be adapted together. Of two requests of one entity the newer wins; a forgetting cancels the request
 * before it and is published before the one after it.
 */
public final class RefreshBatch {
    private final Map<String, Waiting> waiting = new LinkedHashMap<>();

    /** At most one of each for an entity, the tombstone first. */
    private static final class Waiting {
        private Refresh.Forget forget;
        private Refresh.Adapt adapt;

        /** It replaces the one before, and freshness counts from the newest input of both. */
        void adapt(Refresh.Adapt newer) {
            long newestInput = adapt == null
                    ? newer.newestInputMillis()
                    : Math.max(newer.newestInputMillis(), adapt.newestInputMillis());
            adapt = new Refresh.Adapt(newer.task(), newer.asOfMillis(), newer.reason(), newestInput);
        }

        void forget(Refresh.Forget newer) {
            adapt = null;
            forget = newer;
        }
    }

    public void add(Refresh refresh) {
        Waiting entity = waiting.computeIfAbsent(refresh.entityId(), id -> new Waiting());
        refresh.adaptOrForget(entity::adapt, entity::forget);
    }

    /** Entities that wait. */
    public int size() {
        return waiting.size();
    }

    public boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Everything that waits, entities by first arrival, a tombstone before the embedding of its entity. Empties the batch. */
    public List<Refresh> drain() {
        List<Refresh> drained = new ArrayList<>(waiting.size());
        for (Waiting entity : waiting.values()) {
            if (entity.forget != null) {
                drained.add(entity.forget);
            }
            if (entity.adapt != null) {
                drained.add(entity.adapt);
            }
        }
        waiting.clear();
        return drained;
    }
}
