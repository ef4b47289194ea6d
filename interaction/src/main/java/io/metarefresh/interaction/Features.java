package io.metarefresh.interaction;

import java.util.List;
import java.util.Map;

/**
 * Raw features by name, as they were logged: dense vectors and lists of ids. Encoding to model input happens later, with a
 * snapshot, so that a new snapshot needs no migration of stored features.
 *
 * <p>The maps are unmodifiable; the float arrays are not copied and must not be modified by anybody.
 *
 * @param dense dense vectors by feature name
 * @param ids lists of ids by feature name
 */
public record Features(Map<String, float[]> dense, Map<String, List<String>> ids) {
    public static final Features NONE = new Features(Map.of(), Map.of());

    /** Features of these maps, as the constructor takes them; {@link #NONE} where both are empty. */
    public static Features of(Map<String, float[]> dense, Map<String, List<String>> ids) {
        return dense.isEmpty() && ids.isEmpty() ? NONE : new Features(dense, ids);
    }

    public Features {
        dense = Map.copyOf(dense);
        ids = Map.copyOf(ids);
    }

    public boolean isEmpty() {
        return dense.isEmpty() && ids.isEmpty();
    }
}
