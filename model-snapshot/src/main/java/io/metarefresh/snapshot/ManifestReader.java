package io.metarefresh.snapshot;

import static io.metarefresh.snapshot.JsonFields.show;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Parses {@code snapshot.json} and reports everything that is wrong with it at once. */
final class ManifestReader {
    static final String FILE = "snapshot.json";
    static final String WEIGHTS = "weights.safetensors";
    static final int MAX_BYTES = 16 << 20;

    private static final int MAX_STEPS = 1_000;
    private static final int MAX_LAYERS = 64;
    /** Units of a layer, or values of a dense feature, at most. */
    static final int MAX_WIDTH = 1 << 16;

    private static final int MAX_SUPPORT = 1 << 16;
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    private final JsonFields fields = new JsonFields();
    private final FeatureSpecReader features = new FeatureSpecReader(fields);

    private ManifestReader() {}

    static Manifest parse(byte[] bytes) throws SnapshotException {
        JsonNode root = StrictJson.parse(bytes, FILE);
        if (!root.isObject()) {
            throw new SnapshotException(FILE + ": must be a JSON object, not " + show(root));
        }
        ManifestReader reader = new ManifestReader();
        Manifest manifest = reader.manifest(root);
        if (!reader.fields.problems().isEmpty()) {
            throw new SnapshotException(FILE + ": " + String.join("; ", reader.fields.problems()));
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
        fields.keys(
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
        String format = fields.text(root, "", "format");
        if (format != null && !format.equals(Manifest.FORMAT)) {
            fields.problem("format must be \"" + Manifest.FORMAT + "\", not " + show(root.get("format")));
        }
        EntityKind entity = fields.choice(root, "", "entity", EntityKind.class);
        List<FeatureSpec> entityFeatures = features.read(root, "entity_features");
        List<FeatureSpec> contextFeatures = features.read(root, "context_features");
        features.check(entityFeatures, contextFeatures, entity);
        MetaBlockSpec metaBlock = metaBlock(root);
        int dimension = (int) fields.integer(root, "", "embedding_dimension", 1, MAX_WIDTH);
        checkDimension(dimension, metaBlock);
        Manifest manifest = new Manifest(
                format,
                fields.name(root, "", "model_name"),
                fields.integer(root, "", "model_version", 0, Long.MAX_VALUE),
                fields.parsed(root, "", "created_at", "a time such as 2026-01-01T00:00:00Z", Instant::parse),
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
            fields.problem(
                    "embedding_dimension must be the units of the last meta layer, " + units + ", not " + dimension);
        }
    }

    private MetaBlockSpec metaBlock(JsonNode root) {
        JsonNode block = fields.object(root, "", "meta_block");
        if (block == null) {
            return new MetaBlockSpec(List.of());
        }
        fields.keys(block, "meta_block", Set.of("layers"));
        return new MetaBlockSpec(layers(block, "meta_block"));
    }

    private GlobalBlockSpec globalBlock(JsonNode root) {
        JsonNode block = fields.object(root, "", "global_block");
        if (block == null) {
            return new GlobalBlockSpec(List.of(), false);
        }
        fields.keys(block, "global_block", Set.of("layers", "product"));
        JsonNode product = block.path("product");
        if (!product.isBoolean()) {
            fields.problem("global_block.product must be true or false, not " + show(product));
        }
        return new GlobalBlockSpec(layers(block, "global_block"), product.booleanValue());
    }

    private List<LayerSpec> layers(JsonNode block, String path) {
        List<LayerSpec> layers = new ArrayList<>();
        List<JsonNode> nodes = fields.array(block, path, "layers");
        if (block.path("layers").isArray() && (nodes.isEmpty() || nodes.size() > MAX_LAYERS)) {
            fields.problem(path + ".layers must hold 1 to " + MAX_LAYERS + " layers, not " + nodes.size());
            return layers;
        }
        for (JsonNode node : nodes) {
            String where = path + ".layers[" + layers.size() + "]";
            if (node.isObject()) {
                fields.keys(node, where, Set.of("units", "activation"));
            } else {
                fields.problem(where + " must be an object, not " + show(node));
                return layers;
            }
            layers.add(new LayerSpec(
                    (int) fields.integer(node, where, "units", 1, MAX_WIDTH),
                    fields.choice(node, where, "activation", Activation.class)));
        }
        return List.copyOf(layers);
    }

    private InnerLoopSpec innerLoop(JsonNode root) {
        JsonNode node = fields.object(root, "", "inner_loop");
        if (node == null) {
            return null;
        }
        String path = "inner_loop";
        fields.keys(
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
                        "max_embedding_norm"));
        JsonNode prior = node.path("prior_weight");
        if (!prior.isNumber() || !(prior.doubleValue() >= 0) || Double.isInfinite(prior.doubleValue())) {
            fields.problem(path + ".prior_weight must be a finite number that is not negative, not " + show(prior));
        }
        return new InnerLoopSpec(
                (int) fields.integer(node, path, "steps", 0, MAX_STEPS),
                fields.choice(node, path, "loss", Loss.class),
                prior.doubleValue(),
                fields.positiveOrNull(node, path, "max_gradient_norm"),
                (int) fields.integer(node, path, "support_max_size", 1, MAX_SUPPORT),
                fields.duration(node, path, "support_horizon"),
                node.hasNonNull("half_life") ? fields.duration(node, path, "half_life") : null,
                fields.positiveOrNull(node, path, "max_embedding_norm"));
    }

    private Map<String, FileEntry> files(JsonNode root) {
        JsonNode node = fields.object(root, "", "files");
        Map<String, FileEntry> files = new LinkedHashMap<>();
        if (node == null) {
            return files;
        }
        for (Iterator<Map.Entry<String, JsonNode>> i = node.fields(); i.hasNext(); ) {
            Map.Entry<String, JsonNode> field = i.next();
            String path = "files[\"" + OneLine.of(field.getKey()) + "\"]";
            if (!field.getValue().isObject()) {
                fields.problem(path + " must be an object, not " + show(field.getValue()));
                continue;
            }
            fields.keys(field.getValue(), path, Set.of("sha256", "bytes"));
            String sha256 = fields.text(field.getValue(), path, "sha256");
            if (sha256 != null && !SHA256.matcher(sha256).matches()) {
                fields.problem(path + ".sha256 must be 64 lower-case hexadecimal digits, not "
                        + show(field.getValue().get("sha256")));
            }
            files.put(
                    field.getKey(),
                    new FileEntry(sha256, fields.integer(field.getValue(), path, "bytes", 0, Long.MAX_VALUE)));
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
                fields.problem("files: no entry for " + OneLine.of(file));
            }
        }
        for (String file : manifest.files().keySet()) {
            if (!needed.contains(file)) {
                fields.problem(
                        "files: '" + OneLine.of(file) + "' is neither the weights nor the vocabulary of a feature");
            }
        }
    }
}
