package io.metarefresh.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Parses {@code snapshot.json} and reports everything that is wrong with it at once. */
final class ManifestReader {
    static final String FILE = "snapshot.json";
    static final String WEIGHTS = "weights.safetensors";
    static final int MAX_BYTES = 16 << 20;

    private static final int MAX_STEPS = 1_000;
    private static final int MAX_LAYERS = 64;
    private static final int MAX_WIDTH = 1 << 16;
    private static final int MAX_SUPPORT = 1 << 16;
    private static final Pattern VOCABULARY_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern RESERVED_TENSOR = Pattern.compile("(meta|global|head|inner_loop)\\..*|__metadata__");

    private final List<String> problems = new ArrayList<>();

    private ManifestReader() {}

    static Manifest parse(byte[] bytes) throws SnapshotException {
        JsonNode root = StrictJson.parse(bytes, FILE);
        if (!root.isObject()) {
            throw new SnapshotException(FILE + ": must be a JSON object, not " + show(root));
        }
        ManifestReader reader = new ManifestReader();
        Manifest manifest = reader.manifest(root);
        if (!reader.problems.isEmpty()) {
            throw new SnapshotException(FILE + ": " + String.join("; ", reader.problems));
        }
        return manifest;
    }

    /** Path of a vocabulary inside the snapshot directory. */
    static String vocabularyFile(String name) {
        return "vocabulary/" + name + ".txt";
    }

    /** Names of all vocabularies that features use. */
    static Set<String> vocabularies(Manifest manifest) {
        Set<String> names = new TreeSet<>();
        manifest.entityFeatures().forEach(f -> addNonNull(names, f.vocabulary()));
        manifest.contextFeatures().forEach(f -> addNonNull(names, f.vocabulary()));
        return names;
    }

    private static void addNonNull(Set<String> names, String name) {
        if (name != null) {
            names.add(name);
        }
    }

    private Manifest manifest(JsonNode root) {
        keys(
                root,
                "",
                Set.of(
                        "format",
                        "model_name",
                        "model_version",
                        "created_at",
                        "entity",
                        "embedding_dimension",
                        "entity_features",
                        "context_features",
                        "meta_block",
                        "global_block",
                        "inner_loop",
                        "training",
                        "files"));
        String format = text(root, "", "format");
        if (format != null && !format.equals(Manifest.FORMAT)) {
            problems.add("format must be \"" + Manifest.FORMAT + "\", not " + show(root.get("format")));
        }
        EntityKind entity = choice(root, "", "entity", EntityKind.class);
        List<FeatureSpec> entityFeatures = features(root, "entity_features");
        List<FeatureSpec> contextFeatures = features(root, "context_features");
        checkOwnFields(entityFeatures, contextFeatures, entity);
        checkTables(entityFeatures, contextFeatures);
        MetaBlockSpec metaBlock = metaBlock(root);
        int dimension = (int) integer(root, "", "embedding_dimension", 1, MAX_WIDTH);
        checkDimension(dimension, metaBlock);
        Manifest manifest = new Manifest(
                format,
                name(root, "", "model_name"),
                integer(root, "", "model_version", 0, Long.MAX_VALUE),
                parsed(root, "", "created_at", "a time such as 2026-01-01T00:00:00Z", Instant::parse),
                entity,
                dimension,
                entityFeatures,
                contextFeatures,
                metaBlock,
                globalBlock(root),
                innerLoop(root),
                root.hasNonNull("training") ? root.get("training") : null,
                files(root));
        checkFiles(manifest);
        return manifest;
    }

    private void checkDimension(int dimension, MetaBlockSpec metaBlock) {
        List<LayerSpec> layers = metaBlock.layers();
        if (layers.isEmpty() || dimension < 1) {
            return;
        }
        int units = layers.get(layers.size() - 1).units();
        if (units >= 1 && units != dimension) {
            problems.add(
                    "embedding_dimension must be the units of the last meta layer, " + units + ", not " + dimension);
        }
    }

    private List<FeatureSpec> features(JsonNode root, String key) {
        List<FeatureSpec> features = new ArrayList<>();
        Set<String> names = new HashSet<>();
        int index = 0;
        for (JsonNode node : array(root, "", key)) {
            String path = key + "[" + index++ + "]";
            if (!node.isObject()) {
                problems.add(path + " must be an object, not " + show(node));
                continue;
            }
            FeatureSpec feature = feature(node, path);
            features.add(feature);
            if (feature.name() != null && !names.add(feature.name())) {
                problems.add(path + ".name repeats " + show(node.get("name")));
            }
        }
        return List.copyOf(features);
    }

    private FeatureSpec feature(JsonNode node, String path) {
        keys(node, path, Set.of("name", "kind", "width", "table", "vocabulary", "pooling"));
        String name = name(node, path, "name");
        FeatureKind kind = choice(node, path, "kind", FeatureKind.class);
        if (kind == FeatureKind.DENSE) {
            for (String key : List.of("table", "vocabulary", "pooling")) {
                if (node.hasNonNull(key)) {
                    problems.add(path + "." + key + " is for ids features only, not " + show(node.get(key)));
                }
            }
            return new FeatureSpec(name, kind, (int) integer(node, path, "width", 1, MAX_WIDTH), null, null, null);
        }
        if (kind == FeatureKind.IDS) {
            if (node.hasNonNull("width")) {
                problems.add(path + ".width is for dense features only (the table has the width of ids), not "
                        + show(node.get("width")));
            }
            String table = name(node, path, "table");
            if (table != null && RESERVED_TENSOR.matcher(table).matches()) {
                problems.add(path + ".table must not be the name of a block's tensor, " + show(node.get("table")));
            }
            String vocabulary = text(node, path, "vocabulary");
            if (vocabulary != null && !VOCABULARY_NAME.matcher(vocabulary).matches()) {
                problems.add(
                        path + ".vocabulary must match " + VOCABULARY_NAME + ", not " + show(node.get("vocabulary")));
            }
            return new FeatureSpec(name, kind, null, table, vocabulary, choice(node, path, "pooling", Pooling.class));
        }
        return new FeatureSpec(name, null, null, null, null, null);
    }

    /** The record's own ids are ids, so a feature of their name cannot be dense. */
    private void checkOwnFields(
            List<FeatureSpec> entityFeatures, List<FeatureSpec> contextFeatures, EntityKind entity) {
        if (entity == null) {
            return;
        }
        for (FeatureSpec f : entityFeatures) {
            if (f.kind() == FeatureKind.DENSE && OwnField.ofEntity(f.name(), entity) != OwnField.NONE) {
                problems.add("entity_features: '" + f.name() + "' is the record's own id and must be of kind ids");
            }
        }
        for (FeatureSpec f : contextFeatures) {
            if (f.kind() == FeatureKind.DENSE && OwnField.ofContext(f.name(), entity) != OwnField.NONE) {
                problems.add("context_features: '" + f.name() + "' is the record's own id and must be of kind ids");
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
                    problems.add("table '" + OneLine.of(f.table()) + "' is used with two vocabularies, '" + other
                            + "' and '" + OneLine.of(f.vocabulary()) + "'");
                }
            }
        }
    }

    private MetaBlockSpec metaBlock(JsonNode root) {
        JsonNode block = object(root, "", "meta_block");
        if (block == null) {
            return new MetaBlockSpec(List.of());
        }
        keys(block, "meta_block", Set.of("layers"));
        return new MetaBlockSpec(layers(block, "meta_block"));
    }

    private GlobalBlockSpec globalBlock(JsonNode root) {
        JsonNode block = object(root, "", "global_block");
        if (block == null) {
            return new GlobalBlockSpec(List.of(), false);
        }
        keys(block, "global_block", Set.of("layers", "product"));
        JsonNode product = block.path("product");
        if (!product.isBoolean()) {
            problems.add("global_block.product must be true or false, not " + show(product));
        }
        return new GlobalBlockSpec(layers(block, "global_block"), product.booleanValue());
    }

    private List<LayerSpec> layers(JsonNode block, String path) {
        List<LayerSpec> layers = new ArrayList<>();
        List<JsonNode> nodes = array(block, path, "layers");
        if (block.path("layers").isArray() && (nodes.isEmpty() || nodes.size() > MAX_LAYERS)) {
            problems.add(path + ".layers must hold 1 to " + MAX_LAYERS + " layers, not " + nodes.size());
            return layers;
        }
        for (JsonNode node : nodes) {
            String where = path + ".layers[" + layers.size() + "]";
            if (node.isObject()) {
                keys(node, where, Set.of("units", "activation"));
            } else {
                problems.add(where + " must be an object, not " + show(node));
                return layers;
            }
            layers.add(new LayerSpec(
                    (int) integer(node, where, "units", 1, MAX_WIDTH),
                    choice(node, where, "activation", Activation.class)));
        }
        return List.copyOf(layers);
    }

    private InnerLoopSpec innerLoop(JsonNode root) {
        JsonNode node = object(root, "", "inner_loop");
        if (node == null) {
            return null;
        }
        String path = "inner_loop";
        keys(
                node,
                path,
                Set.of(
                        "steps",
                        "loss",
                        "prior_weight",
                        "max_gradient_norm",
                        "support_max_size",
                        "support_horizon",
                        "half_life",
                        "max_embedding_norm",
                        "recency"));
        return new InnerLoopSpec(
                (int) integer(node, path, "steps", 0, MAX_STEPS),
                choice(node, path, "loss", Loss.class),
                notNegative(node, path, "prior_weight"),
                positiveOrNull(node, path, "max_gradient_norm"),
                (int) integer(node, path, "support_max_size", 1, MAX_SUPPORT),
                duration(node, path, "support_horizon"),
                node.hasNonNull("half_life") ? duration(node, path, "half_life") : null,
                positiveOrNull(node, path, "max_embedding_norm"),
                recency(node));
    }

    private Recency recency(JsonNode innerLoop) {
        if (!innerLoop.hasNonNull("recency")) {
            return null;
        }
        JsonNode node = object(innerLoop, "inner_loop", "recency");
        if (node == null) {
            return null;
        }
        String path = "inner_loop.recency";
        keys(node, path, Set.of("rank", "age"));
        return new Recency(notNegative(node, path, "rank"), notNegative(node, path, "age"));
    }

    private double notNegative(JsonNode node, String path, String key) {
        JsonNode value = node.path(key);
        if (!value.isNumber() || !(value.doubleValue() >= 0) || Double.isInfinite(value.doubleValue())) {
            problems.add(path + "." + key + " must be a finite number that is not negative, not " + show(value));
        }
        return value.doubleValue();
    }

    private Double positiveOrNull(JsonNode node, String path, String key) {
        if (!node.hasNonNull(key)) {
            return null;
        }
        double value = node.get(key).doubleValue();
        if (!node.get(key).isNumber() || !(value > 0) || Double.isInfinite(value)) {
            problems.add(path + "." + key + " must be a finite number above 0 or null, not " + show(node.get(key)));
        }
        return value;
    }

    private Duration duration(JsonNode node, String path, String key) {
        Duration value = parsed(node, path, key, "a duration such as P90D", Duration::parse);
        if (value != null && value.compareTo(Duration.ofMillis(1)) < 0) {
            problems.add(path + "." + key + " must be at least a millisecond, not " + show(node.get(key)));
        }
        return value;
    }

    private Map<String, FileEntry> files(JsonNode root) {
        JsonNode node = object(root, "", "files");
        Map<String, FileEntry> files = new LinkedHashMap<>();
        if (node == null) {
            return files;
        }
        for (Iterator<Map.Entry<String, JsonNode>> i = node.fields(); i.hasNext(); ) {
            Map.Entry<String, JsonNode> field = i.next();
            String path = "files[\"" + OneLine.of(field.getKey()) + "\"]";
            if (!field.getValue().isObject()) {
                problems.add(path + " must be an object, not " + show(field.getValue()));
                continue;
            }
            keys(field.getValue(), path, Set.of("sha256", "bytes"));
            String sha256 = text(field.getValue(), path, "sha256");
            if (sha256 != null && !SHA256.matcher(sha256).matches()) {
                problems.add(path + ".sha256 must be 64 lower-case hexadecimal digits, not "
                        + show(field.getValue().get("sha256")));
            }
            files.put(
                    field.getKey(), new FileEntry(sha256, integer(field.getValue(), path, "bytes", 0, Long.MAX_VALUE)));
        }
        return Collections.unmodifiableMap(files);
    }

    /** Exactly the files that the model needs are listed: no path from outside this set is ever opened. */
    private void checkFiles(Manifest manifest) {
        Set<String> needed = new LinkedHashSet<>();
        needed.add(WEIGHTS);
        vocabularies(manifest).forEach(name -> needed.add(vocabularyFile(name)));
        for (String file : needed) {
            if (!manifest.files().containsKey(file)) {
                problems.add("files: no entry for " + OneLine.of(file));
            }
        }
        for (String file : manifest.files().keySet()) {
            if (!needed.contains(file)) {
                problems.add(
                        "files: '" + OneLine.of(file) + "' is neither the weights nor the vocabulary of a feature");
            }
        }
    }

    private void keys(JsonNode node, String path, Set<String> known) {
        for (Iterator<String> i = node.fieldNames(); i.hasNext(); ) {
            String key = i.next();
            if (!known.contains(key)) {
                problems.add("unknown key '" + at(path, OneLine.of(key)) + "'");
            }
        }
    }

    private JsonNode object(JsonNode node, String path, String key) {
        JsonNode value = node.path(key);
        if (!value.isObject()) {
            problems.add(at(path, key) + " must be an object, not " + show(value));
            return null;
        }
        return value;
    }

    private List<JsonNode> array(JsonNode node, String path, String key) {
        JsonNode value = node.path(key);
        List<JsonNode> elements = new ArrayList<>();
        if (!value.isArray()) {
            problems.add(at(path, key) + " must be a list, not " + show(value));
            return elements;
        }
        value.forEach(elements::add);
        return elements;
    }

    private String text(JsonNode node, String path, String key) {
        JsonNode value = node.path(key);
        if (!value.isTextual()) {
            problems.add(at(path, key) + " must be a text, not " + show(value));
            return null;
        }
        return value.textValue();
    }

    private String name(JsonNode node, String path, String key) {
        String value = text(node, path, key);
        if (value != null
                && (value.isBlank() || value.length() > 200 || value.chars().anyMatch(Character::isISOControl))) {
            problems.add(at(path, key) + " must be 1 to 200 characters without control characters, not "
                    + show(node.get(key)));
        }
        return value;
    }

    private long integer(JsonNode node, String path, String key, long min, long max) {
        JsonNode value = node.path(key);
        if (!value.isIntegralNumber()
                || !value.canConvertToLong()
                || value.longValue() < min
                || value.longValue() > max) {
            problems.add(at(path, key) + " must be an integer "
                    + (max == Long.MAX_VALUE ? "not below " + min : "from " + min + " to " + max) + ", not "
                    + show(value));
            // Out of every range, so that checks that build on it are skipped.
            return -1;
        }
        return value.longValue();
    }

    private <E extends Enum<E>> E choice(JsonNode node, String path, String key, Class<E> type) {
        JsonNode value = node.path(key);
        List<String> names = Arrays.stream(type.getEnumConstants())
                .map(e -> e.name().toLowerCase(Locale.ROOT))
                .toList();
        if (!value.isTextual() || !names.contains(value.textValue())) {
            problems.add(at(path, key) + " must be one of " + names + ", not " + show(value));
            return null;
        }
        return type.getEnumConstants()[names.indexOf(value.textValue())];
    }

    private <T> T parsed(JsonNode node, String path, String key, String what, Function<String, T> parser) {
        JsonNode value = node.path(key);
        if (value.isTextual()) {
            try {
                return parser.apply(value.textValue());
            } catch (DateTimeParseException e) {
                problems.add(at(path, key) + " must be " + what + ", not " + show(value));
                return null;
            }
        }
        problems.add(at(path, key) + " must be " + what + ", not " + show(value));
        return null;
    }

    private static String at(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private static String show(JsonNode node) {
        return node == null || node.isMissingNode() ? "absent" : OneLine.of(node.toString());
    }
}
