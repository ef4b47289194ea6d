package io.metarefresh.client;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The default embeddings of the announced snapshots, of one model. An announced snapshot need not have reached this topic yet, and
 * one with another global block never will: its vectors live in another space. So the default is that of the newest
 * snapshot not newer than the embeddings seen; before the first embedding, of the newest announced. One thread writes.
 */
final class DefaultEmbeddings {
    private final NavigableMap<Long, EntityEmbedding> announced = new ConcurrentSkipListMap<>();
    private final Map<String, TreeMap<Long, EntityEmbedding>> otherModels = new TreeMap<>();
    private String modelName;
    private long newestSeen = Long.MIN_VALUE;
    private volatile EntityEmbedding current;

    /** @param modelName null when the first embedding shall decide */
    DefaultEmbeddings(String modelName) {
        this.modelName = modelName;
    }

    /** The default embedding now, or null. */
    EntityEmbedding current() {
        return current;
    }

    /** The default embedding of that version, or null. */
    EntityEmbedding ofVersion(long version) {
        return announced.get(version);
    }

    /** The model of this topic, null while it is not known. */
    String modelName() {
        return modelName;
    }

    void announce(EntityEmbedding embedding) {
        if (modelName == null) {
            otherModels
                    .computeIfAbsent(embedding.modelName(), n -> new TreeMap<>())
                    .put(embedding.modelVersion(), embedding);
        } else if (modelName.equals(embedding.modelName())) {
            announced.put(embedding.modelVersion(), embedding);
        }
        choose();
    }

    void withdraw(String model, long version) {
        if (modelName == null) {
            otherModels.getOrDefault(model, new TreeMap<>()).remove(version);
        } else if (modelName.equals(model)) {
            announced.remove(version);
        }
        choose();
    }

    /** An embedding of this model and version was applied. */
    void seen(String model, long version) {
        if (modelName == null) {
            modelName = model;
            announced.putAll(otherModels.getOrDefault(model, new TreeMap<>()));
            otherModels.clear();
        }
        if (version > newestSeen) {
            newestSeen = version;
            choose();
        }
    }

    private void choose() {
        if (modelName == null) {
            // With two models announced and nothing seen there is no telling which is meant.
            TreeMap<Long, EntityEmbedding> only =
                    otherModels.size() == 1 ? otherModels.values().iterator().next() : new TreeMap<>();
            current = only.isEmpty() ? null : only.lastEntry().getValue();
        } else {
            var entry = newestSeen == Long.MIN_VALUE ? announced.lastEntry() : announced.floorEntry(newestSeen);
            current = entry == null ? null : entry.getValue();
        }
    }
}
