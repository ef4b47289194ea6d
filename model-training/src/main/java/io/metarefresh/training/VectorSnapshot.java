package io.metarefresh.training;

import com.fasterxml.jackson.databind.JsonNode;
import io.metarefresh.snapshot.InnerLoopSpec;
import io.metarefresh.snapshot.Manifest;
import io.metarefresh.snapshot.Recency;
import io.metarefresh.snapshot.Snapshot;
import io.metarefresh.snapshot.Tensor;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Turns a trained {@link VectorModel} into a snapshot of format 1, which knows raw features and raw labels. */
final class VectorSnapshot {
    private VectorSnapshot() {}

    static Snapshot of(VectorModel model, TrainingSettings settings, JsonNode training) {
        Manifest manifest = manifest(model, settings, training);
        Map<String, List<String>> vocabularies = new TreeMap<>(model.contextColumns.vocabularies());
        vocabularies.putAll(model.entityColumns.vocabularies());
        return new Snapshot(manifest, tensors(model), vocabularies);
    }

    static Manifest manifest(VectorModel model, TrainingSettings settings, JsonNode training) {
        return SnapshotExport.manifest(
                settings.toBuilder()
                        .innerLoop(innerLoop(model, settings.innerLoop()))
                        .build(),
                model.loss,
                model.entityColumns.specs(),
                model.contextColumns.specs(),
                training);
    }

    private static InnerLoopSpec innerLoop(VectorModel model, InnerLoopSpec given) {
        float[] decays = model.logDecays.value;
        return given.withRecency(new Recency(Math.exp(decays[0]), Math.exp(decays[1])));
    }

    private static Map<String, Tensor> tensors(VectorModel model) {
        Map<String, Tensor> tensors = new TreeMap<>();
        for (List<VectorTable> tables : List.of(model.contextTables, model.entityTables)) {
            tables.forEach(t -> tensors.put(t.name(), new Tensor(new int[] {t.size(), t.width()}, t.values())));
        }
        int hidden = model.hiddenWeight.columns;
        Parameter start = new Parameter("meta.0.bias", 1, model.dimension, false);
        SnapshotExport.putFolded(tensors, model.startWeight, start, model.entityStandard);
        tensors.put(
                "global.0.entity.weight",
                new Tensor(new int[] {model.dimension, hidden}, new float[model.dimension * hidden]));
        SnapshotExport.putFolded(tensors, model.hiddenWeight, model.hiddenBias, model.contextStandard);
        SnapshotExport.putFolded(tensors, model.directionWeight, model.directionBias, model.contextStandard);
        float[] head = new float[hidden + model.dimension];
        System.arraycopy(model.headWeight.value, 0, head, 0, hidden);
        java.util.Arrays.fill(head, hidden, head.length, 1f);
        tensors.put("head.weight", new Tensor(new int[] {head.length, 1}, head));
        tensors.put("head.bias", new Tensor(new int[] {1}, model.headBias.value.clone()));
        // The weight stays: it only says where the vector starts.
        float[] rates = new float[2 * model.steps];
        for (int k = 0; k < model.steps; k++) {
            rates[2 * k + 1] = (float) Math.exp(model.logRates.value[k]) / model.labelScale.square();
        }
        tensors.put("inner_loop.learning_rates", new Tensor(new int[] {model.steps, 2}, rates));
        SnapshotExport.unscaleHead(tensors, model.labelScale);
        return tensors;
    }
}
