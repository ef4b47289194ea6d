package io.metarefresh.evaluation.yardstick;

import io.metarefresh.interaction.Interaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The context's ids features of few different ids, such as an item's genres, as numbered categories. Which there are is known from the
 * training part alone: an id that comes later has no number.
 */
final class CategoryColumns {
    /** A feature with more different ids in the training part than this is left out. */
    static final int MAX_VOCABULARY = 64;

    private final Map<String, Map<String, Integer>> numbers = new TreeMap<>();
    private final List<String> names = new ArrayList<>();
    private final int[][] ofEvent;

    CategoryColumns(List<Interaction> events, int split) {
        Map<String, TreeSet<String>> found = new TreeMap<>();
        for (Interaction event : events.subList(0, split)) {
            event.context().ids().forEach((feature, ids) -> {
                TreeSet<String> known = found.computeIfAbsent(feature, f -> new TreeSet<>());
                if (known.size() <= MAX_VOCABULARY) {
                    known.addAll(ids);
                }
            });
        }
        found.forEach((feature, ids) -> {
            if (ids.size() <= MAX_VOCABULARY) {
                Map<String, Integer> own = new TreeMap<>();
                ids.forEach(id -> {
                    own.put(id, names.size());
                    names.add(feature + "=" + id);
                });
                numbers.put(feature, own);
            }
        });
        ofEvent = events.stream().map(this::numbersOf).toArray(int[][]::new);
    }

    private int[] numbersOf(Interaction event) {
        return numbers.entrySet().stream()
                .flatMap(feature -> event.context().ids().getOrDefault(feature.getKey(), List.of()).stream()
                        .map(feature.getValue()::get))
                .filter(number -> number != null)
                .mapToInt(Integer::intValue)
                .distinct()
                .toArray();
    }

    /** Such as {@code genres=Drama}, by number. */
    List<String> names() {
        return names;
    }

    int size() {
        return names.size();
    }

    /** Numbers of the event's categories, each once; must not be modified. */
    int[] of(int event) {
        return ofEvent[event];
    }
}
