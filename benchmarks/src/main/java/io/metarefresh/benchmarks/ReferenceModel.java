package io.metarefresh.benchmarks;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.metarefresh.innerloop.SupportTask;
import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * R1, the reference model of all performance figures: entity input 32, meta block 64 (relu) → 32 (identity), context input 64, global
 * layers 128 and 64 (relu), no product, logistic loss, 5 inner steps, 32 support rows, float32. Weights and inputs come from a fixed
 * seed.
 */
final class ReferenceModel {
    private static final int ENTITY_WIDTH = 32;
    private static final int CONTEXT_WIDTH = 64;
    private static final int SUPPORT_ROWS = 32;
    private static final int STEPS = 5;
    private static final float LEARNING_RATE = 0.1f;
    private static final long SEED = 20240825;

    private final Random random = new Random(SEED);

    Snapshot snapshot() {
        Map<String, Tensor> tensors = new HashMap<>();
        tensors.put("meta.0.weight", matrix(ENTITY_WIDTH, 64));
        tensors.put("meta.0.bias", vector(64));
        tensors.put("meta.1.weight", matrix(64, 32));
        tensors.put("meta.1.bias", vector(32));
        tensors.put("global.0.entity.weight", matrix(32, 128));
        tensors.put("global.0.context.weight", matrix(CONTEXT_WIDTH, 128));
        tensors.put("global.0.bias", vector(128));
        tensors.put("global.1.weight", matrix(128, 64));
        tensors.put("global.1.bias", vector(64));
        tensors.put("head.weight", matrix(64, 1));
        tensors.put("head.bias", vector(1));
        float[] rates = new float[STEPS * 4];
        Arrays.fill(rates, LEARNING_RATE);
        tensors.put("inner_loop.learning_rates", new Tensor(new int[] {STEPS, 4}, rates));
        return new Snapshot(manifest(), tensors, Map.of());
    }

    private static Manifest manifest() {
        return new Manifest(
                Manifest.FORMAT,
                "r1",
                1,
                Instant.EPOCH,
                EntityKind.MEMBER,
                32,
                List.of(FeatureSpec.dense("profile", ENTITY_WIDTH)),
                List.of(FeatureSpec.dense("context", CONTEXT_WIDTH)),
                new MetaBlockSpec(List.of(new LayerSpec(64, Activation.RELU), new LayerSpec(32, Activation.IDENTITY))),
                new GlobalBlockSpec(
                        List.of(new LayerSpec(128, Activation.RELU), new LayerSpec(64, Activation.RELU)), false),
                new InnerLoopSpec(STEPS, Loss.LOGISTIC, 4, null, SUPPORT_ROWS, Duration.ofDays(90), null, null),
                JsonNodeFactory.instance.objectNode(),
                Map.of());
    }

    /** That many members with full support sets. */
    List<SupportTask> members(int count) {
        List<SupportTask> members = new ArrayList<>(count);
        for (int m = 0; m < count; m++) {
            List<Interaction> rows = new ArrayList<>(SUPPORT_ROWS);
            for (int i = 0; i < SUPPORT_ROWS; i++) {
                Features context = new Features(Map.of("context", gaussian(CONTEXT_WIDTH, 1)), Map.of());
                rows.add(new Interaction(
                        String.format("%08d", i), 0, "m" + m, "item", i, random.nextInt(2), 1, context));
            }
            Features profile = new Features(Map.of("profile", gaussian(ENTITY_WIDTH, 1)), Map.of());
            members.add(new SupportTask("m" + m, profile, rows));
        }
        return members;
    }

    private Tensor matrix(int in, int out) {
        return new Tensor(new int[] {in, out}, gaussian(in * out, 1 / Math.sqrt(in)));
    }

    private Tensor vector(int size) {
        return new Tensor(new int[] {size}, gaussian(size, 0.1));
    }

    private float[] gaussian(int size, double deviation) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (random.nextGaussian() * deviation);
        }
        return values;
    }
}
