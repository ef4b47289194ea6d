package io.metarefresh.client;

import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listeners of a store while the topic that is served changes. They are called under one lock: one call at a time, whichever thread
 * reads, and after a switch none more for what was served before.
 */
final class SwitchedListeners {
    private static final Logger LOG = LoggerFactory.getLogger(SwitchedListeners.class);

    private final List<StoreListener> listeners;
    private final Object calls = new Object();
    /** Guarded by the lock. */
    private Object served;

    SwitchedListeners(List<StoreListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    /** What a source of changes calls: it comes through for as long as the source is served, the first one from its start. */
    List<StoreListener> of(Object source) {
        synchronized (calls) {
            if (served == null) {
                served = source;
            }
        }
        return listeners.stream()
                .<StoreListener>map(listener -> new Gated(source, listener))
                .toList();
    }

    /**
     * Another source is served from now on.
     *
     * @param swap makes readers see it; runs between the last call for the source before and the first for this one
     */
    void serve(Object source, String topic, Runnable swap) {
        synchronized (calls) {
            swap.run();
            served = source;
            for (StoreListener listener : listeners) {
                try {
                    listener.onSwitch(topic);
                } catch (RuntimeException e) {
                    LOG.error("embedding store: a listener failed", e);
                }
            }
        }
    }

    private final class Gated implements StoreListener {
        private final Object source;
        private final StoreListener listener;

        Gated(Object source, StoreListener listener) {
            this.source = source;
            this.listener = listener;
        }

        private void whileServed(Runnable call) {
            synchronized (calls) {
                if (served == source) {
                    call.run();
                }
            }
        }

        @Override
        public void onUpdate(String entityId, EntityEmbedding embedding, Instant writtenAt) {
            whileServed(() -> listener.onUpdate(entityId, embedding, writtenAt));
        }

        @Override
        public void onRemoval(String entityId, Instant writtenAt) {
            whileServed(() -> listener.onRemoval(entityId, writtenAt));
        }

        @Override
        public void onFailure(Throwable cause) {
            whileServed(() -> listener.onFailure(cause));
        }
    }
}
