package io.metarefresh.training;

import com.fasterxml.jackson.databind.JsonNode;
import io.metarefresh.snapshot.FeatureSpec;
import io.metarefresh.snapshot.GlobalBlockSpec;
import io.metarefresh.snapshot.Loss;
import io.metarefresh.snapshot.Manifest;
import io.metarefresh.snapshot.MetaBlockSpec;
import io.metarefresh.snapshot.Snapshot;
import io.metarefresh.snapshot.SnapshotException;
import io.metarefresh.snapshot.SnapshotWriter;
import io.metarefresh.snapshot.Tensor;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Turns a trained model into a frozen snapshot: folds the standardisation of dense inputs into the first layers of both blocks,
 * and that of labels into the head and the inner learning rates. */
final class SnapshotExport {
    private SnapshotExport() {}

    static Snapshot of(MetaModel model, TrainingSettings settings, JsonNode training) {
        Manifest manifest =
                manifest(settings, model.loss, model.entityColumns.specs(), model.contextColumns.specs(), training);
        Map<String, List<String>> vocabularies = new TreeMap<>(model.contextColumns.vocabularies());
        vocabularies.putAll(model.entityColumns.vocabularies());
        return new Snapshot(manifest, tensors(model), vocabularies);
    }

    /** The manifest that a model of these settings and features gets, without files. */
    static Manifest manifest(
            TrainingSettings settings,
            Loss loss,
            List<FeatureSpec> entityFeatures,
            List<FeatureSpec> contextFeatures,
            JsonNode training) {
        ModelShape shape = settings.shape();
        return new Manifest(
                Manifest.FORMAT,
                settings.modelName(),
                settings.modelVersion(),
                settings.createdAt(),
                settings.entity(),
                shape.embeddingDimension(),
                entityFeatures,
                contextFeatures,
                new MetaBlockSpec(shape.metaLayers()),
                new GlobalBlockSpec(shape.globalLayers(), shape.product()),
                settings.innerLoop().withLoss(loss),
                training,
                Map.of());
    }

    /** @throws IllegalArgumentException where a reader would refuse a snapshot with this manifest, in one line */
    static void check(Manifest manifest) {
        try {
            SnapshotWriter.check(manifest);
        } catch (SnapshotException e) {
            throw new IllegalArgumentException("the snapshot would not be valid: " + e.getMessage(), e);
        }
    }

    private static Map<String, Tensor> tensors(MetaModel model) {
        Map<String, Tensor> tensors = new TreeMap<>();
        model.entityTables.forEach(table -> put(tensors, table));
        model.contextTables.forEach(table -> put(tensors, table));
        for (int l = 0; l < model.metaWeights.size(); l++) {
            Parameter weight = model.metaWeights.get(l);
            Parameter bias = model.metaBiases.get(l);
            if (l == 0) {
                putFolded(tensors, weight, bias, model.entityStandard);
            } else {
                put(tensors, weight);
                put(tensors, bias);
            }
        }
        float[] rates = new float[model.logRates.value.length];
        for (int i = 0; i < rates.length; i++) {
            rates[i] = (float) Math.exp(model.logRates.value[i]) / model.labelScale.square();
        }
        tensors.put(model.logRates.name, new Tensor(new int[] {model.logRates.rows, model.logRates.columns}, rates));
        put(tensors, model.entityWeight);
        putFolded(tensors, model.contextWeight, model.contextBias, model.contextStandard);
        if (model.productWeight != null) {
            putFolded(tensors, model.productWeight, model.productBias, model.contextStandard);
        }
        for (int j = 0; j < model.upperLayers(); j++) {
            Parameter weight = model.globalWeights.get(j);
            if (j == 0 && model.productRows != null) {
                float[] values = new float[weight.value.length + model.productRows.value.length];
                System.arraycopy(weight.value, 0, values, 0, weight.value.length);
                System.arraycopy(
                        model.productRows.value, 0, values, weight.value.length, model.productRows.value.length);
                int rows = weight.rows + model.productRows.rows;
                tensors.put(weight.name, new Tensor(new int[] {rows, weight.columns}, values));
            } else {
                put(tensors, weight);
            }
            put(tensors, model.globalBiases.get(j));
        }
        unscaleHead(tensors, model.labelScale);
        return tensors;
    }

    /** s = deviation s′ + mean. */
    private static void unscaleHead(Map<String, Tensor> tensors, LabelScale scale) {
        float[] weight = tensors.get("head.weight").values();
        for (int i = 0; i < weight.length; i++) {
            weight[i] *= scale.deviation();
        }
        float[] bias = tensors.get("head.bias").values();
        bias[0] = scale.unscaled(bias[0]);
    }

    private static void put(Map<String, Tensor> tensors, Parameter parameter) {
        boolean bias = parameter.name.endsWith(".bias");
        int[] shape = bias ? new int[] {parameter.columns} : new int[] {parameter.rows, parameter.columns};
        tensors.put(parameter.name, new Tensor(shape, parameter.value.clone()));
    }

    /** ((x − mean) s) W + b = x (diag(s) W) + (b − mean diag(s) W), over the dense inputs, which come last. */
    private static void putFolded(
            Map<String, Tensor> tensors, Parameter weight, Parameter bias, Standardisation standard) {
        float[] folded = weight.value.clone();
        double[] shift = new double[weight.columns];
        int tables = weight.rows - standard.mean().length;
        for (int i = tables; i < weight.rows; i++) {
            for (int j = 0; j < weight.columns; j++) {
                int at = i * weight.columns + j;
                folded[at] *= standard.inverse()[i - tables];
                shift[j] += (double) standard.mean()[i - tables] * folded[at];
            }
        }
        float[] shifted = bias.value.clone();
        for (int j = 0; j < shifted.length; j++) {
            shifted[j] -= (float) shift[j];
        }
        tensors.put(weight.name, new Tensor(new int[] {weight.rows, weight.columns}, folded));
        tensors.put(bias.name, new Tensor(new int[] {bias.columns}, shifted));
    }
}
