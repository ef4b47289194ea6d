package io.metarefresh.job;

import io.metarefresh.job.record.AdmittedSnapshot;
import io.metarefresh.snapshot.Activation;
import io.metarefresh.snapshot.EntityKind;
import io.metarefresh.snapshot.FeatureSpec;
import io.metarefresh.snapshot.GlobalBlockSpec;
import io.metarefresh.snapshot.InnerLoopSpec;
import io.metarefresh.snapshot.LayerSpec;
import io.metarefresh.snapshot.Loss;
import io.metarefresh.snapshot.Manifest;
import io.metarefresh.snapshot.MetaBlockSpec;
import io.metarefresh.snapshot.Snapshot;
import io.metarefresh.snapshot.SnapshotWriter;
import io.metarefresh.snapshot.Tensor;
import io.metarefresh.snapshot.TensorShapes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A small model without kinks: profile feature {@code age} of width 2, context feature {@code signals} of width 3. */
public final class TestingSnapshots {
    public static final int MAX_SIZE = 8;
    public static final Duration HORIZON = Duration.ofDays(30);

    private TestingSnapshots() {}

    public static Snapshot snapshot(EntityKind entity) {
        List<FeatureSpec> entityFeatures = List.of(FeatureSpec.dense("age", 2));
        List<FeatureSpec> contextFeatures = List.of(FeatureSpec.dense("signals", 3));
        Manifest manifest = new Manifest(
                Manifest.FORMAT,
                "testing",
                7,
                Instant.parse("2026-01-01T00:00:00Z"),
                entity,
                4,
                entityFeatures,
                contextFeatures,
                new MetaBlockSpec(List.of(new LayerSpec(6, Activation.TANH), new LayerSpec(4, Activation.IDENTITY))),
                new GlobalBlockSpec(
                        List.of(new LayerSpec(5, Activation.TANH), new LayerSpec(3, Activation.TANH)), false),
                new InnerLoopSpec(3, Loss.LOGISTIC, 2.0, null, MAX_SIZE, HORIZON, null, null),
                null,
                Map.of());
        Random random = new Random(3);
        Map<String, Tensor> tensors = new HashMap<>();
        TensorShapes.of(manifest, 2, 3).forEach((name, shape) -> {
            int size = 1;
            for (int dimension : shape) {
                size *= dimension;
            }
            float[] values = new float[size];
            for (int i = 0; i < size; i++) {
                values[i] = 0.2f + 0.4f * random.nextFloat();
            }
            tensors.put(name, new Tensor(shape, values));
        });
        return new Snapshot(manifest, tensors, Map.of());
    }

    /** The same global side, so that it may follow, but another meta block. */
    public static Snapshot next(Snapshot before, long version) {
        Map<String, Tensor> tensors = new HashMap<>(before.tensors());
        tensors.replaceAll((name, tensor) -> name.startsWith("meta.") ? shifted(tensor, 0.01f * version) : tensor);
        return new Snapshot(before.manifest().withModelVersion(version), tensors, before.vocabularies());
    }

    /** Another global block. */
    public static Snapshot ofAnotherSpace(Snapshot before, long version) {
        Map<String, Tensor> tensors = new HashMap<>(before.tensors());
        tensors.computeIfPresent("head.bias", (name, tensor) -> shifted(tensor, 0.5f));
        return new Snapshot(before.manifest().withModelVersion(version), tensors, before.vocabularies());
    }

    private static Tensor shifted(Tensor tensor, float by) {
        float[] values = tensor.values().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] += by;
        }
        return new Tensor(tensor.shape(), values);
    }

    /** As it is known after admission, without files. */
    public static AdmittedSnapshot admitted(long version) {
        return new AdmittedSnapshot("testing", version, "/snapshots/" + version, "sha-" + version, "global");
    }

    public static Path write(Path directory, Snapshot snapshot) throws IOException {
        SnapshotWriter.write(directory, snapshot.manifest(), snapshot.tensors(), snapshot.vocabularies());
        return directory;
    }

    public static Path write(Path directory, EntityKind entity) throws IOException {
        Snapshot snapshot = snapshot(entity);
        SnapshotWriter.write(directory, snapshot.manifest(), snapshot.tensors(), snapshot.vocabularies());
        return directory;
    }
}
