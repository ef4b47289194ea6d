package io.metarefresh.snapshot;

import static io.metarefresh.snapshot.JsonFields.show;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Reads the two lists of features of a manifest and checks what they have to agree on (snapshot format, chapter 3). */
final class FeatureSpecReader {
    private static final Pattern VOCABULARY_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}");
    private static final Pattern RESERVED_TENSOR = Pattern.compile("(meta|global|head|inner_loop)\\..*|__metadata__");

    private final JsonFields fields;

    FeatureSpecReader(JsonFields fields) {
        this.fields = fields;
    }

    /** The features listed under a key of the manifest. */
    List<FeatureSpec> read(JsonNode root, String key) {
        List<FeatureSpec> features = new ArrayList<>();
        Set<String> names = new HashSet<>();
        int index = 0;
        for (JsonNode node : fields.array(root, "", key)) {
            String path = key + "[" + index++ + "]";
            if (!node.isObject()) {
                fields.problem(path + " must be an object, not " + show(node));
                continue;
            }
            FeatureSpec feature = feature(node, path);
            features.add(feature);
            if (feature.name() != null && !names.add(feature.name())) {
                fields.problem(path + ".name repeats " + show(node.get("name")));
            }
        }
        return List.copyOf(features);
    }

    private FeatureSpec feature(JsonNode node, String path) {
        fields.keys(node, path, Set.of("name", "kind", "width", "table", "vocabulary", "pooling"));
        String name = fields.name(node, path, "name");
        FeatureKind kind = fields.choice(node, path, "kind", FeatureKind.class);
        if (kind == null) {
            return new FeatureSpec(name, null, null, null, null, null);
        }
        return switch (kind) {
            case DENSE -> dense(node, path, name);
            case IDS -> ids(node, path, name);
        };
    }

    private FeatureSpec dense(JsonNode node, String path, String name) {
        for (String key : List.of("table", "vocabulary", "pooling")) {
            if (node.hasNonNull(key)) {
                fields.problem(path + "." + key + " is for ids features only, not " + show(node.get(key)));
            }
        }
        return FeatureSpec.dense(name, (int) fields.integer(node, path, "width", 1, ManifestReader.MAX_WIDTH));
    }

    private FeatureSpec ids(JsonNode node, String path, String name) {
        if (node.hasNonNull("width")) {
            fields.problem(path + ".width is for dense features only (the table has the width of ids), not "
                    + show(node.get("width")));
        }
        String table = fields.name(node, path, "table");
        if (table != null && RESERVED_TENSOR.matcher(table).matches()) {
            fields.problem(path + ".table must not be the name of a block's tensor, " + show(node.get("table")));
        }
        String vocabulary = fields.text(node, path, "vocabulary");
        if (vocabulary != null && !VOCABULARY_NAME.matcher(vocabulary).matches()) {
            fields.problem(
                    path + ".vocabulary must match " + VOCABULARY_NAME + ", not " + show(node.get("vocabulary")));
        }
        return FeatureSpec.ids(name, table, vocabulary, fields.choice(node, path, "pooling", Pooling.class));
    }

    /** Checks what the features of both sides must agree on among each other and with the entity. */
    void check(List<FeatureSpec> entityFeatures, List<FeatureSpec> contextFeatures, EntityKind entity) {
        if (entity != null) {
            checkOwnFields("entity_features", entityFeatures, name -> OwnField.ofEntity(name, entity));
            checkOwnFields("context_features", contextFeatures, name -> OwnField.ofContext(name, entity));
        }
        checkTables(entityFeatures, contextFeatures);
    }

    /** The record's own ids are ids, so a feature of their name cannot be dense. */
    private void checkOwnFields(String key, List<FeatureSpec> features, Function<String, OwnField> ownField) {
        for (FeatureSpec f : features) {
            if (f.kind() == FeatureKind.DENSE && ownField.apply(f.name()) != OwnField.NONE) {
                fields.problem(key + ": '" + f.name() + "' is the record's own id and must be of kind ids");
            }
        }
    }

    /** Features may share a table only when they share its vocabulary too. */
    private void checkTables(List<FeatureSpec> entityFeatures, List<FeatureSpec> contextFeatures) {
        Map<String, String> vocabularyOfTable = new HashMap<>();
        for (List<FeatureSpec> features : List.of(entityFeatures, contextFeatures)) {
            for (FeatureSpec f : features) {
                if (f.table() == null || f.vocabulary() == null) {
                    continue;
                }
                String other = vocabularyOfTable.putIfAbsent(f.table(), f.vocabulary());
                if (other != null && !other.equals(f.vocabulary())) {
                    fields.problem("table '" + OneLine.of(f.table()) + "' is used with two vocabularies, '" + other
                            + "' and '" + OneLine.of(f.vocabulary()) + "'");
                }
            }
        }
    }
}
