package io.metarefresh.evaluation.yardstick;

import io.metarefresh.dataset.Dataset;
import io.metarefresh.dataset.ItemStatistics;
import io.metarefresh.dataset.OnlineFeatures;
import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Events as rows of numbers: the dense features of context and profile, what a feature store would have logged where the file does not hold
 * it, and the categories as 0 or 1. Everything in a row was known before its event. NaN where an event lacks a feature.
 *
 * @param names of the columns
 * @param values row by row
 */
record FeatureTable(List<String> names, float[] values) {

    /** The columns are those of the training part, the events before {@code split}. */
    static FeatureTable of(Dataset data, int split, CategoryColumns categories) {
        return new Builder(data, split, categories).build();
    }

    int width() {
        return names.size();
    }

    /** Rows [from, until), row by row. */
    float[] rows(int from, int until) {
        return Arrays.copyOfRange(values, from * width(), until * width());
    }

    /** The same with further columns, which are given row by row. */
    FeatureTable with(List<String> furtherNames, float[] further) {
        int rows = values.length / width();
        int more = furtherNames.size();
        List<String> allNames = new ArrayList<>(names);
        allNames.addAll(furtherNames);
        float[] all = new float[rows * allNames.size()];
        for (int r = 0; r < rows; r++) {
            System.arraycopy(values, r * width(), all, r * allNames.size(), width());
            System.arraycopy(further, r * more, all, r * allNames.size() + width(), more);
        }
        return new FeatureTable(List.copyOf(allNames), all);
    }

    private static final class Builder {
        private final Dataset data;
        private final CategoryColumns categories;
        private final OnlineFeatures onlineFeatures = new OnlineFeatures();
        private final ItemStatistics itemStatistics = new ItemStatistics();
        private final Map<String, Integer> contextWidths = new TreeMap<>();
        private final Map<String, Integer> profileWidths = new TreeMap<>();
        /** Computed features that the file does not log, with their widths. */
        private final Map<String, Integer> computedWidths = new TreeMap<>();

        Builder(Dataset data, int split, CategoryColumns categories) {
            this.data = data;
            this.categories = categories;
            for (Interaction event : data.interactions().subList(0, split)) {
                event.context().dense().forEach((name, v) -> contextWidths.putIfAbsent(name, v.length));
                profile(event).dense().forEach((name, v) -> profileWidths.putIfAbsent(name, v.length));
            }
            for (OnlineFeatures.Group group : OnlineFeatures.Group.values()) {
                computedWidths.put(group.feature(), group.width());
            }
            computedWidths.put(ItemStatistics.FEATURE, ItemStatistics.WIDTH);
            computedWidths.keySet().removeAll(contextWidths.keySet());
        }

        FeatureTable build() {
            List<String> names = new ArrayList<>();
            contextWidths.forEach((name, width) -> addNames(names, name, width));
            computedWidths.forEach((name, width) -> addNames(names, name, width));
            profileWidths.forEach((name, width) -> addNames(names, "profile." + name, width));
            int dense = names.size();
            names.addAll(categories.names());
            List<Interaction> events = data.interactions();
            float[] values = new float[Math.multiplyExact(events.size(), names.size())];
            for (int i = 0; i < events.size(); i++) {
                Interaction event = events.get(i);
                int at = i * names.size();
                at = copy(event.context().dense(), contextWidths, values, at);
                at = copy(computed(event), computedWidths, values, at);
                copy(profile(event).dense(), profileWidths, values, at);
                for (int category : categories.of(i)) {
                    values[i * names.size() + dense + category] = 1;
                }
            }
            return new FeatureTable(List.copyOf(names), values);
        }

        private Map<String, float[]> computed(Interaction event) {
            if (computedWidths.isEmpty()) {
                return Map.of();
            }
            Map<String, float[]> computed = new HashMap<>(onlineFeatures.logThenAdd(event));
            computed.put(ItemStatistics.FEATURE, itemStatistics.logThenAdd(event.itemId(), event.label()));
            return computed;
        }

        private Features profile(Interaction event) {
            return data.profiles().before(event.memberId(), event.eventTimeMillis());
        }

        private static void addNames(List<String> names, String feature, int width) {
            for (int k = 1; k <= width; k++) {
                names.add(width == 1 ? feature : feature + "." + k);
            }
        }

        private static int copy(Map<String, float[]> dense, Map<String, Integer> widths, float[] to, int start) {
            int at = start;
            for (Map.Entry<String, Integer> feature : widths.entrySet()) {
                int width = feature.getValue();
                float[] own = dense.get(feature.getKey());
                if (own == null) {
                    Arrays.fill(to, at, at + width, Float.NaN);
                } else if (own.length == width) {
                    System.arraycopy(own, 0, to, at, width);
                } else {
                    throw new IllegalArgumentException("feature '" + feature.getKey() + "' has width " + own.length
                            + " in one row and " + width + " in another");
                }
                at += width;
            }
            return at;
        }
    }
}
