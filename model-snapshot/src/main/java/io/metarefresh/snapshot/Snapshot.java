package io.metarefresh.snapshot;

import java.util.List;
import java.util.Map;

/**
 * A whole snapshot in memory: the manifest, every tensor it needs, and the vocabularies. Immutable; the arrays in it must not be
 * modified. Tensor names are those of the snapshot format, chapters 4 and 5.
 *
 * @param manifest what the model is
 * @param tensors by name
 * @param vocabularies ids by vocabulary name, in row order; row 0 is {@code <unknown>}
 */
public record Snapshot(Manifest manifest, Map<String, Tensor> tensors, Map<String, List<String>> vocabularies) {
    public Snapshot {
        tensors = Map.copyOf(tensors);
        vocabularies = Map.copyOf(vocabularies);
    }

    /** The tensor of that name; a missing one is a programming error because readers check for every needed tensor. */
    public Tensor tensor(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("snapshot has no tensor '" + name + "'");
        }
        return tensor;
    }
}
