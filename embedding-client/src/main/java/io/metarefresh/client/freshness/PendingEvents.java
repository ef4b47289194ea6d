package io.metarefresh.client.freshness;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Events that no embedding seen so far includes. An embedding includes the events of its entity whose time is at most its {@code as_of}. Any
 * thread may call.
 *
 * @param <T> what is kept of an event, such as when it was produced
 */
public final class PendingEvents<T> {
    private final int maxEntities;
    private final int maxEventsOfEntity;
    private final Map<String, Deque<Pending<T>>> byEntity = new LinkedHashMap<>();

    private record Pending<T>(long eventTimeMillis, T event) {}

    /** Without bounds. */
    public PendingEvents() {
        this(Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    /**
     * Within bounds: the entity that has waited longest leaves, and the oldest event of an entity.
     *
     * @param maxEntities at least 1
     * @param maxEventsOfEntity at least 1
     */
    public PendingEvents(int maxEntities, int maxEventsOfEntity) {
        this.maxEntities = maxEntities;
        this.maxEventsOfEntity = maxEventsOfEntity;
    }

    /** An event that no embedding seen before includes. */
    public synchronized void add(String entityId, long eventTimeMillis, T event) {
        Deque<Pending<T>> own = byEntity.computeIfAbsent(entityId, id -> new ArrayDeque<>());
        own.addLast(new Pending<>(eventTimeMillis, event));
        if (own.size() > maxEventsOfEntity) {
            own.removeFirst();
        }
        if (byEntity.size() > maxEntities) {
            byEntity.remove(byEntity.keySet().iterator().next());
        }
    }

    /** An embedding was seen: takes out the events that it includes, in the order in which they were added. */
    public synchronized List<T> removeIncluded(String entityId, long asOfMillis) {
        Deque<Pending<T>> own = byEntity.get(entityId);
        if (own == null) {
            return List.of();
        }
        List<T> included = new ArrayList<>();
        for (Iterator<Pending<T>> each = own.iterator(); each.hasNext(); ) {
            Pending<T> pending = each.next();
            if (pending.eventTimeMillis() <= asOfMillis) {
                each.remove();
                included.add(pending.event());
            }
        }
        if (own.isEmpty()) {
            byEntity.remove(entityId);
        }
        return included;
    }

    /** The entity was forgotten: no embedding will include its events. */
    public synchronized void forget(String entityId) {
        byEntity.remove(entityId);
    }
}
