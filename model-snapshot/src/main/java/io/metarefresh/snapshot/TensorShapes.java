package io.metarefresh.snapshot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which tensors a manifest needs and what shapes they have (snapshot format, chapters 3 to 5). */
public final class TensorShapes {
    private TensorShapes() {}

    /** Width of one feature in the input vector: the manifest's for dense, the table's columns for ids. */
    public static int width(FeatureSpec feature, Map<String, Tensor> tensors) {
        return switch (feature.kind()) {
            case DENSE -> feature.width();
            case IDS -> tensors.get(feature.table()).columns();
        };
    }

    /** Width of the concatenation of features. */
    public static int width(List<FeatureSpec> features, Map<String, Tensor> tensors) {
        return features.stream().mapToInt(f -> width(f, tensors)).sum();
    }

    /**
     * Name and shape of every tensor except the tables of ids features.
     *
     * @param entityWidth width of the entity input, d0 (0 without entity features)
     * @param contextWidth width of the context input
     */
    public static Map<String, int[]> of(Manifest manifest, int entityWidth, int contextWidth) {
        Map<String, int[]> shapes = new LinkedHashMap<>();
        int in = entityWidth;
        List<LayerSpec> meta = manifest.metaBlock().layers();
        for (int l = 0; l < meta.size(); l++) {
            int out = meta.get(l).units();
            shapes.put("meta." + l + ".weight", new int[] {in, out});
            shapes.put("meta." + l + ".bias", new int[] {out});
            in = out;
        }
        int dimension = in;
        List<LayerSpec> global = manifest.globalBlock().layers();
        int hidden = global.get(0).units();
        shapes.put("global.0.entity.weight", new int[] {dimension, hidden});
        shapes.put("global.0.context.weight", new int[] {contextWidth, hidden});
        shapes.put("global.0.bias", new int[] {hidden});
        if (manifest.globalBlock().product()) {
            shapes.put("global.product.weight", new int[] {contextWidth, dimension});
            shapes.put("global.product.bias", new int[] {dimension});
            hidden += dimension;
        }
        for (int j = 1; j < global.size(); j++) {
            int out = global.get(j).units();
            shapes.put("global." + j + ".weight", new int[] {hidden, out});
            shapes.put("global." + j + ".bias", new int[] {out});
            hidden = out;
        }
        shapes.put("head.weight", new int[] {hidden, 1});
        shapes.put("head.bias", new int[] {1});
        shapes.put("inner_loop.learning_rates", new int[] {manifest.innerLoop().steps(), 2 * meta.size()});
        return shapes;
    }

    /**
     * Every way in which tensors and vocabularies differ from what the manifest needs; a tensor that nothing needs counts, because it
     * is most likely a misspelt one.
     */
    static List<String> problems(
            Manifest manifest, Map<String, Tensor> tensors, Map<String, List<String>> vocabularies) {
        List<String> problems = new ArrayList<>();
        Map<String, int[]> tables = new LinkedHashMap<>();
        for (List<FeatureSpec> features : List.of(manifest.entityFeatures(), manifest.contextFeatures())) {
            for (FeatureSpec feature : features) {
                if (feature.table() != null) {
                    checkTable(feature, tensors.get(feature.table()), vocabularies, problems);
                    tables.put(feature.table(), null);
                }
            }
        }
        if (!problems.isEmpty()) {
            return problems;
        }
        Map<String, int[]> needed =
                of(manifest, width(manifest.entityFeatures(), tensors), width(manifest.contextFeatures(), tensors));
        needed.forEach((name, shape) -> {
            Tensor tensor = tensors.get(name);
            if (tensor == null) {
                problems.add("tensor '" + name + "' of shape " + Arrays.toString(shape) + " is missing");
            } else if (!Arrays.equals(tensor.shape(), shape)) {
                problems.add("tensor '" + name + "' must have shape " + Arrays.toString(shape) + ", not "
                        + Arrays.toString(tensor.shape()));
            }
        });
        tensors.keySet().stream()
                .filter(name -> !needed.containsKey(name) && !tables.containsKey(name))
                .sorted()
                .forEach(name ->
                        problems.add("tensor '" + OneLine.of(name) + "' is not one that the manifest's model has"));
        return problems;
    }

    private static void checkTable(
            FeatureSpec feature, Tensor table, Map<String, List<String>> vocabularies, List<String> problems) {
        int rows = vocabularies.get(feature.vocabulary()).size();
        String name = "tensor '" + feature.table() + "' (table of feature '" + feature.name() + "')";
        if (table == null) {
            problems.add(name + " is missing");
        } else if (table.shape().length != 2 || table.rows() != rows || table.columns() < 1) {
            problems.add(name + " must have shape [" + rows + ", width], as vocabulary '" + feature.vocabulary()
                    + "' has " + rows + " ids, not " + Arrays.toString(table.shape()));
        }
    }
}
