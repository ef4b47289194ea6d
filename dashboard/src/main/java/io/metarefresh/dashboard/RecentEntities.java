package io.metarefresh.dashboard;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The entities that acted last, a bounded number of them: when one more comes, the one that was silent longest leaves. */
final class RecentEntities {
    private final int capacity;
    private final LinkedHashMap<String, EntityHistory> byId = new LinkedHashMap<>(16, 0.75f, true);

    RecentEntities(int capacity) {
        this.capacity = capacity;
    }

    /** The entity, from now on the one that acted last. */
    EntityHistory of(String id) {
        EntityHistory entity = byId.computeIfAbsent(id, EntityHistory::new);
        if (byId.size() > capacity) {
            byId.remove(byId.keySet().iterator().next());
        }
        return entity;
    }

    /** Null where it is not among those kept; does not count as acting. */
    EntityHistory find(String id) {
        // An access-ordered map moves what get() returns.
        for (Map.Entry<String, EntityHistory> entry : byId.entrySet()) {
            if (entry.getKey().equals(id)) {
                return entry.getValue();
            }
        }
        return null;
    }

    /** Those with an embedding, the one that acted last first. */
    List<EntityHistory> published() {
        List<EntityHistory> entities = new ArrayList<>(byId.values());
        Collections.reverse(entities);
        entities.removeIf(entity -> entity.newest() == null);
        return entities;
    }

    int size() {
        return byId.size();
    }
}
