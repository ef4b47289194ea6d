package io.metarefresh.training;

import io.metarefresh.snapshot.FeatureSpec;
import io.metarefresh.snapshot.Pooling;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The input features of one block as the training data has them: its ids features with their vocabularies, then its dense features,
 * each kind by name; the record's own id first.
 */
final class FeatureColumns {
    /** How every id list is pooled, here and in the snapshot. */
    static final Pooling POOLING = Pooling.MEAN;

    static final String UNKNOWN = "<unknown>";

    /**
     * Names that a table and the file of a vocabulary can have too; other features get numbered ones. Without the beginnings that
     * numbered names and those of the other side have, so that no two are the same.
     */
    private static final Pattern PLAIN =
            Pattern.compile("(?!entity\\.|context\\.|feature-)[A-Za-z0-9_][A-Za-z0-9_.-]{0,180}");

    private final String ownIdName;
    private final List<FeatureSpec> idFeatures = new ArrayList<>();
    private final List<FeatureSpec> denseFeatures = new ArrayList<>();
    private final Map<String, List<String>> vocabularies = new TreeMap<>();
    private final List<Map<String, Integer>> indexes = new ArrayList<>();
    private int denseWidth;

    private FeatureColumns(String ownIdName) {
        this.ownIdName = ownIdName;
    }

    /**
     * @param side {@code context} or {@code entity}, for the names of tables
     * @param ownIdName name of the feature that the record's own id is, or null where it is none
     * @param rows the training data
     * @param minIdCount occurrences that an id needs to enter its vocabulary
     */
    static FeatureColumns derive(String side, String ownIdName, List<FeatureRow> rows, int minIdCount) {
        Map<String, Map<String, Integer>> counts = new TreeMap<>();
        Map<String, Integer> widths = new TreeMap<>();
        for (FeatureRow row : rows) {
            if (ownIdName != null) {
                counts.computeIfAbsent(ownIdName, n -> new HashMap<>()).merge(row.ownId(), 1, Integer::sum);
            }
            row.features().ids().forEach((name, ids) -> {
                if (!name.equals(ownIdName)) {
                    Map<String, Integer> count = counts.computeIfAbsent(name, n -> new HashMap<>());
                    ids.forEach(id -> count.merge(id, 1, Integer::sum));
                }
            });
            row.features().dense().forEach((name, values) -> {
                Integer width = widths.putIfAbsent(name, values.length);
                if (width != null && width != values.length) {
                    throw new IllegalArgumentException("feature '" + side + "." + name + "' has width " + values.length
                            + " in one row and " + width + " in another");
                }
            });
        }
        FeatureColumns columns = new FeatureColumns(ownIdName);
        if (ownIdName != null && counts.containsKey(ownIdName)) {
            columns.addIds(side, ownIdName, counts.get(ownIdName), minIdCount);
        }
        counts.forEach((name, count) -> {
            if (!name.equals(ownIdName)) {
                columns.addIds(side, name, count, minIdCount);
            }
        });
        widths.forEach((name, width) -> {
            if (width > 0) {
                columns.denseFeatures.add(FeatureSpec.dense(name, width));
                columns.denseWidth += width;
            }
        });
        return columns;
    }

    /**
     * Refuses logged features that have the name of an id of the record itself: the job takes that id in their place.
     *
     * @param isOwnId whether a name on this side is one (snapshot format, chapter 3)
     */
    static void refuseOwnIds(String side, List<FeatureRow> rows, Predicate<String> isOwnId) {
        for (FeatureRow row : rows) {
            refuseOwnIds(side, row.features().ids().keySet(), ":ids", isOwnId);
            refuseOwnIds(side, row.features().dense().keySet(), ":dense", isOwnId);
        }
    }

    private static void refuseOwnIds(String side, Set<String> names, String kind, Predicate<String> isOwnId) {
        for (String name : names) {
            if (isOwnId.test(name)) {
                throw new IllegalArgumentException(
                        "feature '" + side + "." + name + kind
                                + "' has the name of the record's own id, which is a feature without being logged: rename or drop it");
            }
        }
    }

    private void addIds(String side, String name, Map<String, Integer> counts, int minIdCount) {
        List<String> vocabulary = new ArrayList<>();
        vocabulary.add(UNKNOWN);
        // The most frequent first; an id that a vocabulary file cannot hold stays unknown.
        counts.entrySet().stream()
                .filter(e -> e.getValue() >= minIdCount && isWritable(e.getKey()))
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .forEach(e -> vocabulary.add(e.getKey()));
        boolean plain = PLAIN.matcher(name).matches();
        String table = side + "." + (plain ? name : "feature-" + idFeatures.size());
        String vocabularyName = plain && side.equals("context") ? name : table;
        Map<String, Integer> index = new HashMap<>();
        for (int i = 1; i < vocabulary.size(); i++) {
            index.put(vocabulary.get(i), i);
        }
        idFeatures.add(FeatureSpec.ids(name, table, vocabularyName, POOLING));
        vocabularies.put(vocabularyName, List.copyOf(vocabulary));
        indexes.add(index);
    }

    private static boolean isWritable(String id) {
        return !id.isEmpty() && !id.equals(UNKNOWN) && id.indexOf('\n') < 0 && id.indexOf('\r') < 0;
    }

    List<FeatureSpec> idFeatures() {
        return idFeatures;
    }

    /** All features in the order of the block's input. */
    List<FeatureSpec> specs() {
        List<FeatureSpec> all = new ArrayList<>(idFeatures);
        all.addAll(denseFeatures);
        return all;
    }

    Map<String, List<String>> vocabularies() {
        return vocabularies;
    }

    int vocabularySize(int idFeature) {
        return vocabularies.get(idFeatures.get(idFeature).vocabulary()).size();
    }

    int denseWidth() {
        return denseWidth;
    }

    /** The rows as numbers: ids by row of their vocabulary, dense values side by side, zeros where absent. */
    EncodedRows encode(List<FeatureRow> rows) {
        EncodedRows encoded = new EncodedRows(rows.size(), denseWidth, idFeatures.size());
        for (int feature = 0; feature < idFeatures.size(); feature++) {
            String name = idFeatures.get(feature).name();
            Map<String, Integer> index = indexes.get(feature);
            for (int r = 0; r < rows.size(); r++) {
                FeatureRow row = rows.get(r);
                List<String> ids = name.equals(ownIdName)
                        ? List.of(row.ownId())
                        : row.features().ids().getOrDefault(name, List.of());
                int[] numbers = new int[ids.size()];
                for (int i = 0; i < numbers.length; i++) {
                    numbers[i] = index.getOrDefault(ids.get(i), 0);
                }
                encoded.setIds(feature, r, numbers);
            }
        }
        int start = 0;
        for (FeatureSpec spec : denseFeatures) {
            for (int r = 0; r < rows.size(); r++) {
                float[] values = rows.get(r).features().dense().get(spec.name());
                if (values != null) {
                    if (values.length != spec.width()) {
                        throw new IllegalArgumentException(
                                "feature '" + spec.name() + "' has width " + values.length + ", not " + spec.width());
                    }
                    System.arraycopy(values, 0, encoded.dense, r * denseWidth + start, values.length);
                }
            }
            start += spec.width();
        }
        return encoded;
    }

    static boolean isDense(FeatureSpec spec) {
        return switch (spec.kind()) {
            case DENSE -> true;
            case IDS -> false;
        };
    }
}
