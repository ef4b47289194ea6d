package io.metarefresh.dashboard;

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
import io.metarefresh.snapshot.Tensor;
import io.metarefresh.snapshot.TensorShapes;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A model with embeddings of two numbers, of profiles {@code age} and contexts {@code x}, which are two numbers each. */
final class TestingModel {
    private TestingModel() {}

    /** @param headBias of the global block: where it differs, embeddings live in different spaces */
    static Snapshot snapshot(String name, long version, float headBias) {
        Manifest manifest = new Manifest(
                Manifest.FORMAT,
                name,
                version,
                Instant.EPOCH,
                EntityKind.MEMBER,
                2,
                List.of(FeatureSpec.dense("age", 2)),
                List.of(FeatureSpec.dense("x", 2)),
                new MetaBlockSpec(List.of(new LayerSpec(2, Activation.IDENTITY))),
                new GlobalBlockSpec(List.of(new LayerSpec(2, Activation.TANH)), false),
                new InnerLoopSpec(1, Loss.LOGISTIC, 1.0, null, 8, Duration.ofDays(30), null, null),
                null,
                Map.of());
        Map<String, Tensor> tensors = new HashMap<>();
        TensorShapes.of(manifest, 2, 2).forEach((tensor, shape) -> {
            float[] values = new float[Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
            Arrays.fill(values, tensor.equals("head.bias") ? headBias : 0.25f);
            tensors.put(tensor, new Tensor(shape, values));
        });
        return new Snapshot(manifest, tensors, Map.of());
    }
}
